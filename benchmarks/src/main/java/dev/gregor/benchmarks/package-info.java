/** The command line of the benchmarks. */
@NullMarked
package dev.gregor.benchmarks;

import org.jspecify.annotations.NullMarked;
