/** Tests. */
@NullMarked
package dev.gregor.benchmarks.write;

import org.jspecify.annotations.NullMarked;
