package dev.gregor.write;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Where a reply goes: the key of a reply record on its way to the sink, which writes only the aggregate id.
 *
 * @param partition the partition of the replies topic
 * @param key the record key: the aggregate id
 */
record ReplyAddress(int partition, byte[] key) {

    /** Sends each reply to the partition of its address. */
    @SuppressWarnings("removal") // Without it nothing implements a StreamPartitioner; Kafka 4.3 has no other.
    static final StreamPartitioner<ReplyAddress, byte[]> PARTITIONER =
            (topic, address, value, partitions) -> Optional.of(Set.of(address.partition()));

    /** Writes the aggregate id. */
    static final Serializer<ReplyAddress> SERIALIZER = (topic, address) -> address.key();
}
