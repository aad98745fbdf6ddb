package dev.gregor.rebuild.stopped;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads committed records to the ends that there are when it begins, in batches. */
public final class CommittedRecords {

    private static final Duration POLL = Duration.ofMillis(500);

    private CommittedRecords() {}

    /** Reads each partition from its offset on. */
    public static void read(
            Cluster cluster,
            Map<TopicPartition, Long> from,
            BiConsumer<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batch) {
        try (KafkaConsumer<byte[], byte[]> consumer = cluster.consumer()) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
            while (from.keySet().stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                polled.partitions().forEach(each -> batch.accept(each, polled.records(each)));
            }
        }
    }
}
