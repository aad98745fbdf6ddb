/** Whether the stores of a write side fit its events, asked before it starts. */
@NullMarked
package dev.gregor.rebuild.check;

import org.jspecify.annotations.NullMarked;
