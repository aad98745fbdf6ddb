package dev.gregor.rebuild;

import dev.gregor.event.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.write.ChangelogRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
record LastRecords(Consumer<byte[], byte[]> consumer, int partitions) implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_STEP = 16;

    /** The sequences of the last events, by partition. */
    Map<Integer, Long> sequences(String eventsTopic) {
        return last(eventsTopic, LastRecords::sequence);
    }

    private static OptionalLong sequence(ConsumerRecord<byte[], byte[]> record) {
        try {
            return OptionalLong.of(EventReader.metadata(record.key(), record.headers(), record.partition())
                    .sequence());
        } catch (PermanentException noEvent) {
            return OptionalLong.empty();
        }
    }

    /** The sequences of the last counters, by partition. */
    Map<Integer, Long> clocks(String changelog) {
        return last(
                changelog,
                record -> record.value() == null || record.value().length < Long.BYTES
                        ? OptionalLong.empty()
                        : OptionalLong.of(ChangelogRecords.sequence(record.value())));
    }

    private Map<Integer, Long> last(String topic, Function<ConsumerRecord<byte[], byte[]>, OptionalLong> number) {
        Map<Integer, Long> last = new HashMap<>();
        for (int each = 0; each < partitions; each++) {
            OptionalLong found = last(new TopicPartition(topic, each), number);
            if (found.isPresent()) {
                last.put(each, found.getAsLong());
            }
        }
        return last;
    }

    /** Offsets may hold no record, for the ends of transactions and the compacted have theirs: so ever further back. */
    private OptionalLong last(TopicPartition partition, Function<ConsumerRecord<byte[], byte[]>, OptionalLong> number) {
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        long beginning = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        OptionalLong found = OptionalLong.empty();
        long from = end;
        for (long step = FIRST_STEP; found.isEmpty() && from > beginning; step *= FIRST_STEP) {
            from = Math.max(beginning, end - step);
            consumer.seek(partition, from);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    OptionalLong said = record.offset() < end ? number.apply(record) : OptionalLong.empty();
                    found = said.isPresent() ? said : found;
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
