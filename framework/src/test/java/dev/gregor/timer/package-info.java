/** Tests of timers. */
@NullMarked
package dev.gregor.timer;

import org.jspecify.annotations.NullMarked;
