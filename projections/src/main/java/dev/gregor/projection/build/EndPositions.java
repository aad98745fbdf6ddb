package dev.gregor.projection.build;

import static java.util.Objects.requireNonNull;

import dev.gregor.event.EventReader;
import dev.gregor.failure.PermanentException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The sequences of the last events that were committed, exact: offsets count Kafka's own records too. One thread looks; any
 * thread may ask what it saw.
 */
public final class EndPositions implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long LOOK_BACK = 16;
    private static final int FETCH_BYTES = 64 * 1024;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final Map<TopicPartition, Long> sequences = new ConcurrentHashMap<>();

    /** Reads with clients of these settings. */
    public EndPositions(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().removeAll(List.of("client.id", "group.id", "group.instance.id"));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Looks at the ends of all partitions of these topics.
     *
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     */
    public void look(Collection<String> topics) {
        sequences.keySet().removeIf(partition -> !topics.contains(partition.topic()));
        offsets.keySet().retainAll(sequences.keySet());
        if (topics.isEmpty()) {
            return;
        }
        // of what is not assigned, the consumer would warn that it cannot note the end
        consumer.assign(partitions(topics));
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        Set<TopicPartition> moved = ends.keySet().stream()
                .filter(each -> at(ends, each) != offsets.getOrDefault(each, -1L))
                .collect(Collectors.toSet());
        for (long back = LOOK_BACK; !moved.isEmpty(); back *= LOOK_BACK) {
            readLast(back, moved, ends);
        }
        ends.keySet().forEach(each -> sequences.putIfAbsent(each, 0L));
        offsets.putAll(ends);
    }

    private Set<TopicPartition> partitions(Collection<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .collect(Collectors.toSet());
    }

    /** Reads so many records at the ends of partitions, and takes out those that had an event there, or have no more records. */
    private void readLast(long back, Set<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        consumer.assign(partitions);
        partitions.forEach(each -> consumer.seek(each, Math.max(at(starts, each), at(ends, each) - back)));
        Set<TopicPartition> found = readTo(ends);
        partitions.removeIf(each -> found.contains(each) || at(ends, each) - back <= at(starts, each));
    }

    private Set<TopicPartition> readTo(Map<TopicPartition, Long> ends) {
        Set<TopicPartition> found = new HashSet<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (consumer.assignment().stream().anyMatch(each -> consumer.position(each) < at(ends, each))) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("The ends of " + ends.keySet() + " were not read within " + LIMIT);
            }
            for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
                if (note(event)) {
                    found.add(new TopicPartition(event.topic(), event.partition()));
                }
            }
        }
        return found;
    }

    /** Whether a record is an event; what is none is passed over by who applies events, and so has no end here. */
    private boolean note(ConsumerRecord<byte[], byte[]> event) {
        try {
            sequences.put(new TopicPartition(event.topic(), event.partition()), EventReader.sequence(event.headers()));
            return true;
        } catch (PermanentException e) {
            return false;
        }
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return requireNonNull(offsets.get(partition));
    }

    /** The sequence of the last event that the last look saw; empty if it did not look there. */
    public OptionalLong sequence(String topic, int partition) {
        Long sequence = sequences.get(new TopicPartition(topic, partition));
        return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /** Ends a {@link #look} that is under way, from any thread, with a {@link org.apache.kafka.common.errors.WakeupException}. */
    public void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
