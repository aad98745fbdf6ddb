/** The systems whose write path is measured. */
@NullMarked
package dev.gregor.benchmarks.write.system;

import org.jspecify.annotations.NullMarked;
