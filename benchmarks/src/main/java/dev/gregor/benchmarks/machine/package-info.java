/** The machine that measures: its processes, what they use, and how results are printed. */
@NullMarked
package dev.gregor.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
