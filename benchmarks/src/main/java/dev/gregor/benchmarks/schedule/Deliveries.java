package dev.gregor.benchmarks.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what is delivered, and compares the time with that at which it was due. */
final class Deliveries implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::read, "deliveries");
    private final Set<String> ids = new HashSet<>();
    private volatile Histogram lateness = new ConcurrentHistogram(3);
    private volatile int number;
    private volatile boolean closed;
    private volatile @Nullable String wrong;

    Deliveries(Map<String, Object> kafka, String topic) {
        kafka.put("isolation.level", "read_committed");
        this.consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader.start();
    }

    private void read() {
        while (!closed) {
            consumer.poll(Duration.ofMillis(100)).forEach(this::note);
        }
        consumer.close();
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        long now = System.currentTimeMillis();
        Instant due = Instant.parse(
                new String(record.headers().lastHeader("gregor-schedule-due").value(), UTF_8));
        lateness.recordValue(Math.max(0, now - due.toEpochMilli()));
        String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
        if (!ids.add(id) || record.timestamp() < due.toEpochMilli()) {
            wrong = id;
        }
        number = ids.size();
    }

    /** How many were delivered in all, each once and not too early. */
    int number() {
        if (wrong != null) {
            throw new IllegalStateException("Delivered twice, or too early: " + wrong);
        }
        return number;
    }

    /** How late they were since the last time, in ms. */
    Histogram lateness() {
        Histogram before = lateness;
        lateness = new ConcurrentHistogram(3);
        return before;
    }

    @Override
    public void close() {
        closed = true;
    }
}
