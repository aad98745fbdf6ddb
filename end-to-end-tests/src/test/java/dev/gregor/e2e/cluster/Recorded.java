package dev.gregor.e2e.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The committed events, as any consumer reads them.
 *
 * @param events how many events each command has caused
 */
record Recorded(Map<String, Integer> events) {

    private static final String TOPIC = "bank-account.events";
    private static final Duration POLL = Duration.ofMillis(500);

    static Recorded read(String bootstrapServers) {
        Map<String, Integer> events = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(TOPIC).stream()
                    .map(each -> new TopicPartition(TOPIC, each.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (!ends.entrySet().stream().allMatch(each -> consumer.position(each.getKey()) >= each.getValue())) {
                consumer.poll(POLL).forEach(record -> events.merge(cause(record), 1, Integer::sum));
            }
        }
        return new Recorded(events);
    }

    private static String cause(ConsumerRecord<byte[], byte[]> event) {
        return new String(event.headers().lastHeader("ce_causationid").value(), StandardCharsets.UTF_8);
    }

    /** Those of these commands, each of which causes one event, that have caused none. */
    Set<String> lost(Set<String> accepted) {
        return accepted.stream().filter(key -> !events.containsKey(key)).collect(Collectors.toSet());
    }

    /** The commands that have caused more than one event. */
    Set<String> doubled() {
        return events.entrySet().stream()
                .filter(each -> each.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
