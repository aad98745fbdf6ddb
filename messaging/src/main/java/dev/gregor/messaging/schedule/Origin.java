package dev.gregor.messaging.schedule;

import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where the request of a schedule was. */
record Origin(String topic, int partition, long offset) implements RecordMetadata {}
