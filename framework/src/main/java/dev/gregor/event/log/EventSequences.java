package dev.gregor.event.log;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The sequences of committed events at offsets of their topics, exact: offsets count Kafka's own records too. Thread-safe:
 * one call waits for another. Every method throws a {@link org.apache.kafka.common.KafkaException} if the cluster does not
 * answer.
 */
public final class EventSequences implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long LOOK_BACK = 16;
    private static final int FETCH_BYTES = 64 * 1024;

    /** Of what is not assigned, it would warn that it cannot note the end. */
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Reads with a client of these settings. */
    public EventSequences(Map<String, Object> kafka) {
        Map<String, Object> settings = KafkaClients.reader(KafkaClients.withoutIds(kafka));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        this.consumer = KafkaClients.consumer(settings);
    }

    /** The offsets of the first records that there are; they are more than 0 where records were deleted. */
    public synchronized Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        consumer.assign(partitions);
        return consumer.beginningOffsets(partitions);
    }

    /** The ends of what is committed, of all partitions of these topics. */
    public synchronized Map<TopicPartition, Long> ends(Collection<String> topics) {
        Set<TopicPartition> partitions = new HashSet<>();
        topics.forEach(topic -> consumer.partitionsFor(topic)
                .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition()))));
        consumer.assign(partitions);
        return consumer.endOffsets(partitions);
    }

    /** The sequence of the last event before each of these offsets; where there is none, nothing. */
    public synchronized Map<TopicPartition, Long> lastBefore(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> found = new HashMap<>();
        Set<TopicPartition> wanted = new HashSet<>(offsets.keySet());
        for (long back = LOOK_BACK; !wanted.isEmpty(); back *= LOOK_BACK) {
            Map<TopicPartition, Long> starts = beginnings(wanted);
            Map<TopicPartition, Long> from = new HashMap<>();
            for (TopicPartition each : wanted) {
                from.put(each, Math.max(at(starts, each), at(offsets, each) - back));
            }
            read(from, offsets).forEach((partition, sequences) -> found.put(partition, sequences.last()));
            wanted.removeIf(each -> found.containsKey(each) || at(from, each) <= at(starts, each));
        }
        return found;
    }

    /** The sequence of the first event that there is of each of these partitions; where there is none, nothing. */
    public synchronized Map<TopicPartition, Long> first(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> found = new HashMap<>();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> from = new HashMap<>(consumer.beginningOffsets(partitions));
        from.keySet().removeIf(each -> at(from, each) >= at(ends, each));
        while (!from.isEmpty()) {
            Map<TopicPartition, Long> to = new HashMap<>();
            from.forEach((partition, start) -> to.put(partition, Math.min(start + LOOK_BACK, at(ends, partition))));
            read(from, to).forEach((partition, sequences) -> found.put(partition, sequences.first()));
            from.putAll(to);
            from.keySet().removeIf(each -> found.containsKey(each) || at(from, each) >= at(ends, each));
        }
        return found;
    }

    private record Range(long first, long last) {}

    /** The first and the last sequence between these offsets, where there are any. */
    private Map<TopicPartition, Range> read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        Map<TopicPartition, Range> found = new HashMap<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (consumer.assignment().stream().anyMatch(each -> consumer.position(each) < at(to, each))) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("The events before " + to + " were not read within " + LIMIT);
            }
            consumer.poll(POLL).forEach(event -> note(event, to, found));
        }
        return found;
    }

    /** A record that is no event is passed over by who applies events, and so has no sequence here. */
    private static void note(
            ConsumerRecord<byte[], byte[]> event, Map<TopicPartition, Long> to, Map<TopicPartition, Range> found) {
        TopicPartition partition = new TopicPartition(event.topic(), event.partition());
        if (event.offset() >= at(to, partition)) {
            return;
        }
        try {
            long sequence = EventReader.sequence(event.headers());
            found.merge(
                    partition, new Range(sequence, sequence), (before, here) -> new Range(before.first(), here.last()));
        } catch (PermanentException e) {
            // it has no sequence
        }
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return requireNonNull(offsets.get(partition));
    }

    /** Ends what is under way, from any thread, with a {@link org.apache.kafka.common.errors.WakeupException}. */
    public void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
