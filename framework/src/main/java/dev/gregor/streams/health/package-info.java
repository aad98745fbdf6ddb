/** Whether a Kafka Streams application does its work. */
@NullMarked
package dev.gregor.streams.health;

import org.jspecify.annotations.NullMarked;
