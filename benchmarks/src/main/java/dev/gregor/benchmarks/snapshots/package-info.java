/** What policies of snapshots write and read. */
@NullMarked
package dev.gregor.benchmarks.snapshots;

import org.jspecify.annotations.NullMarked;
