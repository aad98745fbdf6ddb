/** Tests. */
@NullMarked
package dev.gregor.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
