/** Tests. */
@NullMarked
package dev.gregor.benchmarks;

import org.jspecify.annotations.NullMarked;
