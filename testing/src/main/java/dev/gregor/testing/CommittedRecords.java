package dev.gregor.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of whole topics. Thread-safe. */
public final class CommittedRecords {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Longer than Kafka lets a producer leave a transaction open by default. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private CommittedRecords() {}

    /**
     * Returns all committed records that a topic holds now, in order within each partition. Waits until open
     * transactions end, so that everything that a sender knows to be committed is included.
     *
     * @throws AssertionError if a transaction stays open, or the broker away, for a minute and a half
     */
    public static List<ConsumerRecord<byte[], byte[]>> of(String bootstrapServers, String topic) {
        return of(bootstrapServers, topic, PATIENCE);
    }

    static List<ConsumerRecord<byte[], byte[]>> of(String bootstrapServers, String topic, Duration timeout) {
        try (KafkaConsumer<byte[], byte[]> all = reader(bootstrapServers, "read_uncommitted");
                KafkaConsumer<byte[], byte[]> committed = reader(bootstrapServers, "read_committed")) {
            List<TopicPartition> partitions = all.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = all.endOffsets(partitions);
            committed.assign(partitions);
            committed.seekToBeginning(partitions);
            return read(committed, ends, timeout);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> committed, Map<TopicPartition, Long> ends, Duration timeout) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<TopicPartition, Long> unread = unread(committed, ends);
        long moved = System.nanoTime();
        while (!unread.isEmpty()) {
            committed.poll(POLL).forEach(records::add);
            Map<TopicPartition, Long> before = unread;
            unread = unread(committed, ends);
            if (!unread.equals(before)) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > timeout.toNanos()) {
                throw new AssertionError(
                        "For %d s committed records were read no further than %s: a transaction is open there, or the broker away"
                                .formatted(timeout.toSeconds(), unread));
            }
        }
        return records;
    }

    /** The next offset of each partition that is not read to its end. */
    private static Map<TopicPartition, Long> unread(
            KafkaConsumer<byte[], byte[]> committed, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> unread = new HashMap<>();
        ends.forEach((partition, end) -> {
            long position = committed.position(partition);
            if (position < end) {
                unread.put(partition, position);
            }
        });
        return unread;
    }

    private static KafkaConsumer<byte[], byte[]> reader(String bootstrapServers, String isolation) {
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation), bytes, bytes);
    }
}
