/** Tests. */
@NullMarked
package dev.gregor.benchmarks.rebuild;

import org.jspecify.annotations.NullMarked;
