/** Read models: events in, rows out. */
@NullMarked
package dev.gregor.benchmarks.project;

import org.jspecify.annotations.NullMarked;
