package dev.gregor.streams.thread;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells {@link DrainedBatch} of polls where Kafka Streams makes the main consumer itself; set as
 * {@code main.consumer.interceptor.classes}. Elsewhere {@link PausableConsumer} does.
 */
public final class PollListener implements ConsumerInterceptor<Object, Object> {

    private CommitBounds bounds = CommitBounds.NONE;

    /** Made by the consumer. */
    public PollListener() {}

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        StreamThreadContext.current().batch().polled(records, bounds);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // only polls matter
    }

    @Override
    public void close() {
        // holds nothing
    }

    @Override
    public void configure(Map<String, ?> configs) {
        bounds = CommitBounds.of(configs);
    }
}
