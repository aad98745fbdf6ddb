package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.account.Deposited;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer in a loop: it decodes and handles each record, and commits after each poll, of so many that commits cost little. */
final class BareSubscriber implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<Deposited> handler;
    private final Thread thread = new Thread(this::run, "bare-subscriber");
    private volatile boolean closed;

    BareSubscriber(Map<String, Object> kafka, String topic, Consumer<Deposited> handler) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("group.id", "bare-" + UUID.randomUUID());
        config.put("enable.auto.commit", false);
        config.put("max.poll.records", 2000);
        config.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.handler = handler;
        consumer.subscribe(List.of(topic));
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                for (ConsumerRecord<byte[], byte[]> each : records) {
                    handler.accept(Events.decode(each.value()));
                }
                if (!records.isEmpty()) {
                    consumer.commitSync();
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
