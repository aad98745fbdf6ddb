package dev.gregor.event.log;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks for events between the last that is filed and the one that comes next, which the consumer group has passed over. There are none
 * if a record between them was no event, or is deleted.
 */
record PassedOverEvents(TopicPartition events, Map<String, Object> streamsConfig) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Whether there is one before this offset. */
    boolean exist(LogPosition from, long before) {
        try (Consumer<byte[], byte[]> consumer = KafkaClients.readerBeside(streamsConfig, "gregor-passed-over")) {
            consumer.assign(List.of(events));
            consumer.seek(events, from.offset());
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (consumer.position(events) < before) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < before && isEventAfter(from.sequence(), record)) {
                        return true;
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new TransientException(
                            "%s is not read up to offset %d within %s".formatted(events, before, LIMIT));
                }
            }
            return false;
        }
    }

    private boolean isEventAfter(long sequence, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() != null
                    && EventReader.metadata(record.key(), record.headers(), record.partition())
                                    .sequence()
                            > sequence;
        } catch (PermanentException noEvent) {
            return false;
        }
    }
}
