package dev.gregor.projection.run;

import dev.gregor.topic.KeyPartition;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Sends an event to the partition of its row, and a marker to all of them. Rows are partitioned as Kafka partitions keys by
 * default, whatever partitioner the user sets for producers, for queries have to find them.
 */
final class RowPartition implements StreamPartitioner<byte[], byte[]> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
        return Optional.of(KeyedEvent.isMarker(key) ? all(partitions) : Set.of(KeyPartition.of(key, partitions)));
    }

    private static Set<Integer> all(int partitions) {
        return IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet());
    }
}
