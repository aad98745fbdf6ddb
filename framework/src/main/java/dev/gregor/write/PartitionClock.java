package dev.gregor.write;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The two counters of a partition: how many events it holds, and the latest time it has seen, so that a wall clock that
 * jumps back does not make remembered command ids forgotten.
 *
 * <p>The store is cached by Kafka Streams, so that a transaction writes one changelog record for it however many commands
 * it holds.
 */
final class PartitionClock {

    private static final Bytes KEY = Bytes.wrap(new byte[] {0});

    private final KeyValueStore<Bytes, byte[]> store;
    private long sequence;
    private long millis;

    PartitionClock(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        byte[] kept = store.get(KEY);
        if (kept != null) {
            ByteBuffer buffer = ByteBuffer.wrap(kept);
            sequence = buffer.getLong();
            millis = buffer.getLong();
        }
    }

    static StoreBuilder<?> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /** The sequence of the last event of the partition. */
    long sequence() {
        return sequence;
    }

    /** The present by this partition: never before a time that it answered earlier. */
    long advance(long wallClockMillis) {
        millis = Math.max(millis, wallClockMillis);
        return millis;
    }

    /** Counts written events; to be kept with {@link #keep()}. */
    void count(int events) {
        sequence += events;
    }

    /** Keeps both counters in the transaction. */
    void keep() {
        store.put(
                KEY,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(sequence)
                        .putLong(millis)
                        .array());
    }
}
