package dev.gregor.projection.keyed;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Sends what comes from the first stage to the partition of rows that it is for, as the key of a marker does not say. Rows are
 * partitioned as Kafka partitions keys by default, whatever partitioner the user sets for producers, for queries have to find them.
 */
public final class RowPartition implements StreamPartitioner<byte[], byte[]> {

    private static final ThreadLocal<@Nullable Integer> TARGET = new ThreadLocal<>();

    /** Lets this thread send to one partition. */
    static void sendTo(int partition, IntConsumer sending) {
        TARGET.set(partition);
        try {
            sending.accept(partition);
        } finally {
            TARGET.remove();
        }
    }

    @Override
    @SuppressWarnings("removal") // Without it nothing implements a StreamPartitioner; Kafka 4.3 has no other.
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
        return Optional.of(Set.of(requireNonNull(TARGET.get())));
    }
}
