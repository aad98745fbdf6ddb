package dev.gregor.projection.keyed;

import static java.util.Objects.requireNonNull;

import dev.gregor.projection.task.PositionStore;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends what one task of the first stage makes to partitions of rows. It numbers the records to each of them, 1, 2, 3 …
 * for ever, beside the positions of the task. Each start of the task has an id of its own, so that records that are read
 * again are distinguished from those that are sent again.
 */
public final class KeyedSender {

    private static final String SENT = PositionStore.NUMBER + "sent";
    private static final long MAX = 1_000_000_000_000_000_000L;

    /** The partition that this thread sends to. */
    private static final ThreadLocal<@Nullable Integer> TARGET = new ThreadLocal<>();

    private final PositionStore positions;
    private final Consumer<Record<byte[], byte[]>> forward;
    private final BitSet begun = new BitSet();
    private final long start = ThreadLocalRandom.current().nextLong(1, MAX);

    /**
     * Puts what is sent into the partition that it is for, as the key of a marker does not say. Rows are partitioned as
     * Kafka partitions keys by default, whatever partitioner the user sets for producers, for queries have to find
     * them.
     */
    public static final class Partitioner implements StreamPartitioner<byte[], byte[]> {

        @Override
        @SuppressWarnings("removal") // Without it nothing implements a StreamPartitioner; Kafka 4.3 has no other.
        public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
            return Optional.of(Set.of(requireNonNull(TARGET.get())));
        }
    }

    /** Goes on where the task of the first stage has come to. */
    public KeyedSender(PositionStore positions, Consumer<Record<byte[], byte[]>> forward) {
        this.positions = positions;
        this.forward = forward;
    }

    /** Sends a record to a partition of rows. */
    public void send(Record<byte[], byte[]> keyed, int rows) {
        KeyedEvent.SentNumber number = next(rows);
        TARGET.set(rows);
        try {
            forward.accept(KeyedEvent.numbered(keyed, number));
        } finally {
            TARGET.remove();
        }
    }

    /** The number of the next record to a partition of rows. */
    KeyedEvent.SentNumber next(int rows) {
        boolean first = !begun.get(rows);
        begun.set(rows);
        long number = positions.sequence(SENT, rows) + 1;
        positions.keep(SENT, rows, number);
        return new KeyedEvent.SentNumber(start, number, first);
    }
}
