/** The benchmark of what it costs to load an aggregate that is not in memory. */
@NullMarked
package dev.gregor.benchmarks.load;

import org.jspecify.annotations.NullMarked;
