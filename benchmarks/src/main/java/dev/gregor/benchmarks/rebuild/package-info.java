/** Rebuilding a read model while commands and queries go on. */
@NullMarked
package dev.gregor.benchmarks.rebuild;

import org.jspecify.annotations.NullMarked;
