/** Dead letters that are in no list: those of Spring Kafka, of Kafka Streams, of commands, schedules and broadcast subscriptions. */
@NullMarked
package dev.gregor.messaging.letter.topic;

import org.jspecify.annotations.NullMarked;
