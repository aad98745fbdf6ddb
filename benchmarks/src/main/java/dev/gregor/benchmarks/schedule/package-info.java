/** Messages that are delivered at a time. */
@NullMarked
package dev.gregor.benchmarks.schedule;

import org.jspecify.annotations.NullMarked;
