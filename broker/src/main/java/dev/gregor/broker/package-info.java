/** A Kafka broker of one's own, for development, standalone use and tests. */
@NullMarked
package dev.gregor.broker;

import org.jspecify.annotations.NullMarked;
