package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.machine.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the numbers of the events in a topic of dead letters, once it is there. */
final class LetterReader implements AutoCloseable {

    private final Map<String, Object> kafka;
    private final String topic;
    private final IntConsumer letters;
    private final Thread thread = new Thread(this::run, "letters");
    private volatile boolean closed;

    LetterReader(Map<String, Object> kafka, String topic, IntConsumer letters) {
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("isolation.level", "read_committed");
        this.topic = topic;
        this.letters = letters;
        thread.start();
    }

    private void run() {
        Waiting.until("there is a topic " + topic, this::isThere);
        try (var consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(each -> letters.accept(Events.number(Events.decode(each.value()))));
            }
        }
    }

    private boolean isThere() {
        try (Admin admin = Admin.create(kafka)) {
            return admin.listTopics()
                    .names()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .contains(topic);
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
