package dev.gregor.benchmarks.write.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic of events, read from its beginning to its present end as any reader of committed records would, once the
 * transactions that are open there have ended.
 *
 * @param bootstrapServers where the broker listens
 * @param name of the topic
 */
record EventTopic(String bootstrapServers, String name) {

    private static final Duration POLL = Duration.ofMillis(200);

    RecordedVersions versions() {
        return versions(EventTopic::versionInHeader);
    }

    /** The same, where the versions are elsewhere in the events. */
    RecordedVersions versions(ToLongFunction<ConsumerRecord<byte[], byte[]>> version) {
        try (KafkaConsumer<byte[], byte[]> all = reader("read_uncommitted");
                KafkaConsumer<byte[], byte[]> committed = reader("read_committed")) {
            List<TopicPartition> partitions = all.partitionsFor(name).stream()
                    .map(each -> new TopicPartition(name, each.partition()))
                    .toList();
            return read(committed, partitions, all.endOffsets(partitions), version);
        }
    }

    private KafkaConsumer<byte[], byte[]> reader(String isolation) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation, "max.poll.records", 10_000);
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(config, bytes, bytes);
    }

    private static RecordedVersions read(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            ToLongFunction<ConsumerRecord<byte[], byte[]>> version) {
        RecordedVersions versions = new RecordedVersions();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            consumer.poll(POLL)
                    .forEach(event -> versions.add(new String(event.key(), UTF_8), version.applyAsLong(event)));
        }
        return versions;
    }

    static long versionInHeader(ConsumerRecord<byte[], byte[]> event) {
        byte[] version =
                event.headers().lastHeader(MessageHeaders.AGGREGATE_VERSION).value();
        return Long.parseLong(new String(version, UTF_8));
    }
}
