/** Tests. */
@NullMarked
package dev.gregor.command;

import org.jspecify.annotations.NullMarked;
