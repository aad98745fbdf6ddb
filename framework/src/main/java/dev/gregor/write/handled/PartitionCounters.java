package dev.gregor.write.handled;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The counters of a partition: how many events it holds, the latest time it has seen, so that a wall clock that jumps back
 * does not make remembered command ids forgotten, and up to where its commands are handled.
 *
 * <p>The store is cached by Kafka Streams, so that a transaction writes one changelog record for it however many commands
 * it holds.
 */
public final class PartitionCounters {

    public static final Bytes KEY = Bytes.wrap(new byte[] {0});

    private final KeyValueStore<Bytes, byte[]> store;
    private long sequence;
    private long millis;
    private HandledUpTo handled;

    /**
     * Goes on where the store is.
     *
     * @param commands the id of the commands topic; what is kept of another one, deleted since, does not count
     */
    public PartitionCounters(KeyValueStore<Bytes, byte[]> store, Uuid commands) {
        this.store = store;
        byte[] stored = store.get(KEY);
        PartitionProgress progress =
                stored == null ? new PartitionProgress(0, 0, null) : PartitionProgress.decode(stored);
        sequence = progress.sequence();
        millis = progress.millis();
        handled = progress.handledUpTo()
                .filter(upTo -> upTo.topicId().equals(commands))
                .orElse(HandledUpTo.beginningOf(commands));
    }

    /** The store of the counters of a partition. */
    public static StoreBuilder<?> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /** The sequence of the last event of the partition. */
    public long sequence() {
        return sequence;
    }

    /** The present by this partition: never before a time that it answered earlier. */
    public long advance(long wallClockMillis) {
        millis = Math.max(millis, wallClockMillis);
        return millis;
    }

    /** Whether the command at this offset was handled in an earlier transaction. Nothing is known of a topic without an id. */
    public boolean isHandled(long offset) {
        return offset < handled.offset() && !handled.topicId().equals(Uuid.ZERO_UUID);
    }

    /** Counts written events; to be kept with {@link #handled}. */
    public void count(int events) {
        sequence += events;
    }

    /** Notes that the outcome of this command is remembered; to be kept with {@link #handled}. */
    public void remembered(Bytes command) {
        handled = handled.remembering(command.get());
    }

    /** Keeps all of it in the transaction, the command at this offset being handled. */
    public void handled(long offset, Bytes command) {
        handled = handled.advance(offset, command.get());
        store.put(KEY, new PartitionProgress(sequence, millis, handled).encode());
    }
}
