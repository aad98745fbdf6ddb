/** From a command to the rows that show its event. */
@NullMarked
package dev.gregor.benchmarks.deliver;

import org.jspecify.annotations.NullMarked;
