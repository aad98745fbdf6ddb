package dev.gregor.benchmarks.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic of events, read from its beginning to its present end as any reader of committed records would.
 *
 * @param bootstrapServers where the broker listens
 * @param name of the topic
 */
record EventTopic(String bootstrapServers, String name) {

    private static final Duration POLL = Duration.ofMillis(200);

    RecordedVersions versions() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers, "isolation.level", "read_committed", "max.poll.records", 10_000);
        var bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            return read(consumer);
        }
    }

    private RecordedVersions read(KafkaConsumer<byte[], byte[]> consumer) {
        RecordedVersions versions = new RecordedVersions();
        List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                .map(each -> new TopicPartition(name, each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            consumer.poll(POLL).forEach(event -> versions.add(new String(event.key(), UTF_8), version(event)));
        }
        return versions;
    }

    private static long version(ConsumerRecord<byte[], byte[]> event) {
        byte[] version =
                event.headers().lastHeader(MessageHeaders.AGGREGATE_VERSION).value();
        return Long.parseLong(new String(version, UTF_8));
    }
}
