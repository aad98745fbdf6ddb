/** Gregor in the process that measures. */
@NullMarked
package dev.gregor.benchmarks.gregor;

import org.jspecify.annotations.NullMarked;
