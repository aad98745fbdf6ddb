/** The write path: commands in, their committed outcomes out. */
@NullMarked
package dev.gregor.benchmarks.write;

import org.jspecify.annotations.NullMarked;
