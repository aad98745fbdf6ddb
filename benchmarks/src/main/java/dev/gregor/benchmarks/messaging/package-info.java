/** Publishing and subscribing, beside the clients of Kafka and beside Spring Kafka. */
@NullMarked
package dev.gregor.benchmarks.messaging;

import org.jspecify.annotations.NullMarked;
