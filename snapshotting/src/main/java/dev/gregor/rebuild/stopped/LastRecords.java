package dev.gregor.rebuild.stopped;

import dev.gregor.event.log.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.EventMetadata;
import dev.gregor.write.handled.PartitionProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What the last committed record of each partition says. Records that say nothing, because something else wrote them, are
 * passed over.
 *
 * @param consumer of committed records; closed with this
 * @param partitions how many partitions each topic has
 */
public record LastRecords(Consumer<byte[], byte[]> consumer, int partitions) implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_STEP = 16;
    private static final int COUNTER_BYTES = 2 * Long.BYTES;

    /** The last events, by partition. */
    public Map<Integer, EventMetadata> events(String eventsTopic) {
        return last(eventsTopic, LastRecords::event);
    }

    /** The metadata of an event; empty if the record is none. */
    public static Optional<EventMetadata> event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(EventReader.metadata(record.key(), record.headers(), record.partition()));
        } catch (PermanentException noEvent) {
            return Optional.empty();
        }
    }

    /** The last counters, by partition. */
    public Map<Integer, PartitionProgress> clocks(String changelog) {
        return last(
                changelog,
                record -> record.value() == null || record.value().length < COUNTER_BYTES
                        ? Optional.empty()
                        : Optional.of(PartitionProgress.decode(record.value())));
    }

    /** The last record of each partition that the reading takes, by partition; without those that have none. */
    public <T> Map<Integer, T> last(String topic, Function<ConsumerRecord<byte[], byte[]>, Optional<T>> reading) {
        Map<Integer, T> last = new HashMap<>();
        for (int each = 0; each < partitions; each++) {
            int partition = each;
            last(new TopicPartition(topic, each), reading).ifPresent(found -> last.put(partition, found));
        }
        return last;
    }

    /** Transaction markers and compacted records leave offsets without a record, so it steps back exponentially. */
    public <T> Optional<T> last(
            TopicPartition partition, Function<ConsumerRecord<byte[], byte[]>, Optional<T>> reading) {
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        long beginning = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        Optional<T> found = Optional.empty();
        long from = end;
        for (long step = FIRST_STEP; found.isEmpty() && from > beginning; step *= FIRST_STEP) {
            from = Math.max(beginning, end - step);
            consumer.seek(partition, from);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Optional<T> read = record.offset() < end ? reading.apply(record) : Optional.empty();
                    found = read.isPresent() ? read : found;
                }
            }
        }
        return found;
    }

    /** The committed records at the last offsets of a partition, in order. */
    public List<ConsumerRecord<byte[], byte[]>> tail(TopicPartition partition, int offsets) {
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        long beginning = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(beginning, end - offsets));
        List<ConsumerRecord<byte[], byte[]>> tail = new ArrayList<>();
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(tail::add);
        }
        return tail;
    }

    /** The first event of a partition from this offset on; empty if there is none by now. */
    public Optional<EventMetadata> firstEvent(TopicPartition partition, long offset) {
        return first(partition, offset, LastRecords::event);
    }

    /** The first committed record of a partition from this offset on; empty if there is none by now. */
    public Optional<ConsumerRecord<byte[], byte[]>> first(TopicPartition partition, long offset) {
        return first(partition, offset, Optional::of);
    }

    private <T> Optional<T> first(
            TopicPartition partition, long offset, Function<ConsumerRecord<byte[], byte[]>, Optional<T>> reading) {
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        long beginning = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(beginning, offset));
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Optional<T> read = reading.apply(record);
                if (read.isPresent()) {
                    return read;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
