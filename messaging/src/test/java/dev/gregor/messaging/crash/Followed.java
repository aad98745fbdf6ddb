package dev.gregor.messaging.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The committed records of topics, as they come: the values by key, in order. */
final class Followed implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Map<String, List<byte[]>>> values = new HashMap<>();
    private int size;

    Followed(Map<String, Object> client, List<String> topics) {
        Map<String, Object> config = new HashMap<>(client);
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList());
        topics.forEach(topic -> values.put(topic, new HashMap<>()));
    }

    /** How many there are, those that have just come included. */
    int poll() {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
            requireNonNull(values.get(each.topic()))
                    .computeIfAbsent(new String(each.key(), UTF_8), key -> new ArrayList<>())
                    .add(each.value());
            size++;
        }
        return size;
    }

    List<byte[]> of(String topic, String key) {
        return requireNonNull(values.get(topic)).getOrDefault(key, List.of());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
