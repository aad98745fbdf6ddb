/** The benchmark of reading rows by key: in the process, over HTTP, and by way of another instance. */
@NullMarked
package dev.gregor.benchmarks.query;

import org.jspecify.annotations.NullMarked;
