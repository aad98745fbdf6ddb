/** Benchmarks of the write path and the read side, each system beside the others in one run. */
@NullMarked
package dev.gregor.benchmarks;

import org.jspecify.annotations.NullMarked;
