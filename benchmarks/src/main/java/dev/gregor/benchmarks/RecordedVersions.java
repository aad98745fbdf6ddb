package dev.gregor.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The versions in a topic of events: every one of each account once and in order, or it is an error. */
final class RecordedVersions {

    private final Map<String, Long> last = new HashMap<>();

    private RecordedVersions() {}

    static RecordedVersions of(String bootstrapServers, String topic) {
        RecordedVersions versions = new RecordedVersions();
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        var bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(versions::take);
            }
        }
        return versions;
    }

    private void take(ConsumerRecord<byte[], byte[]> event) {
        String account = new String(event.key(), UTF_8);
        long version = Long.parseLong(
                new String(event.headers().lastHeader("ce_aggregateversion").value(), UTF_8));
        long expected = last.getOrDefault(account, 0L) + 1;
        if (version != expected) {
            throw new IllegalStateException(
                    "Account '" + account + "' has version " + version + " where " + expected + " was expected");
        }
        last.put(account, version);
    }

    void requireEqual(long[] acknowledged) {
        for (int account = 0; account < acknowledged.length; account++) {
            long recorded = last.getOrDefault("account-" + account, 0L);
            if (recorded != acknowledged[account]) {
                throw new IllegalStateException("Account " + account + " has " + recorded + " events, but "
                        + acknowledged[account] + " were acknowledged");
            }
        }
    }
}
