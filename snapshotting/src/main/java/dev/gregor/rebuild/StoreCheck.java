package dev.gregor.rebuild;

import dev.gregor.event.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.write.ChangelogRecords;
import dev.gregor.write.WriteSide;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a write side from starting with stores that know less than its events say, because changelogs were deleted or the
 * application has got another name: it would give the same versions and sequences a second time.
 */
public final class StoreCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final long FIRST_STEP = 16;

    private StoreCheck() {}

    /**
     * Compares the last sequence of each partition of events with the one in the stores. Does nothing if an instance runs
     * already: that one was checked.
     *
     * @throws PermanentException if the stores know less
     */
    public static void run(StoppedWriteSide<?> stopped) {
        try (Cluster cluster = new Cluster(stopped.kafka())) {
            if (cluster.isStopped(stopped.applicationId())) {
                awaitNothingMissing(stopped, cluster);
            }
        }
    }

    /** A commit reaches one topic a moment after the other; a changelog that is not there will not come. */
    private static void awaitNothingMissing(StoppedWriteSide<?> stopped, Cluster cluster) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> missing = missing(stopped, cluster);
        boolean mayCome = cluster.topics().contains(clock(stopped));
        while (mayCome && !missing.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            missing = missing(stopped, cluster);
        }
        if (!missing.isEmpty()) {
            throw new PermanentException(
                    "The stores of %s know less than the events of '%s': %s. Run the command: rebuild %s"
                            .formatted(
                                    stopped.applicationId(),
                                    stopped.type(),
                                    String.join("; ", missing),
                                    stopped.type()));
        }
    }

    private static String clock(StoppedWriteSide<?> stopped) {
        return stopped.changelog(WriteSide.clockStore(stopped.type()));
    }

    private static List<String> missing(StoppedWriteSide<?> stopped, Cluster cluster) {
        String clock = clock(stopped);
        Set<String> topics = cluster.topics();
        try (KafkaConsumer<byte[], byte[]> consumer = cluster.consumer()) {
            Map<Integer, Long> events = topics.contains(stopped.eventsTopic())
                    ? last(
                            consumer,
                            stopped.eventsTopic(),
                            stopped.partitions(),
                            e -> EventReader.sequence(e.headers()))
                    : Map.of();
            Map<Integer, Long> known = topics.contains(clock)
                    ? last(consumer, clock, stopped.partitions(), record -> ChangelogRecords.sequence(record.value()))
                    : Map.of();
            return IntStream.range(0, stopped.partitions())
                    .filter(each -> events.getOrDefault(each, 0L) > known.getOrDefault(each, 0L))
                    .mapToObj(each -> "partition %d has %d events, the store counts %d"
                            .formatted(each, events.getOrDefault(each, 0L), known.getOrDefault(each, 0L)))
                    .toList();
        }
    }

    /** A number in the last committed record of each partition that has one. */
    private static Map<Integer, Long> last(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            int partitions,
            ToLongFunction<ConsumerRecord<byte[], byte[]>> number) {
        Map<Integer, Long> last = new HashMap<>();
        for (int each = 0; each < partitions; each++) {
            TopicPartition partition = new TopicPartition(topic, each);
            ConsumerRecord<byte[], byte[]> record = last(consumer, partition);
            if (record != null) {
                last.put(each, number.applyAsLong(record));
            }
        }
        return last;
    }

    /** Offsets may hold no record, for the ends of transactions and the compacted have theirs: so ever further back. */
    private static @Nullable ConsumerRecord<byte[], byte[]> last(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        long beginning = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        ConsumerRecord<byte[], byte[]> found = null;
        long from = end;
        for (long step = FIRST_STEP; found == null && from > beginning; step *= FIRST_STEP) {
            from = Math.max(beginning, end - step);
            consumer.seek(partition, from);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PAUSE)) {
                    found = record.offset() < end ? record : found;
                }
            }
        }
        return found;
    }
}
