/** Timers of a processor: values that it gets back when they are due, kept in its stores and not in memory. */
@NullMarked
package dev.gregor.timer;

import org.jspecify.annotations.NullMarked;
