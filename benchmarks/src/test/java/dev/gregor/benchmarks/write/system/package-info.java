/** Tests of what the measured systems share. */
@NullMarked
package dev.gregor.benchmarks.write.system;

import org.jspecify.annotations.NullMarked;
