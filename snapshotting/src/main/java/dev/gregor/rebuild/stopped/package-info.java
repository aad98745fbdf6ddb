/** The topics and the consumer group of a write side that is stopped. */
@NullMarked
package dev.gregor.rebuild.stopped;

import org.jspecify.annotations.NullMarked;
