/** How long the application takes to start, after it was stopped and after it was killed. */
@NullMarked
package dev.gregor.benchmarks.start;

import org.jspecify.annotations.NullMarked;
