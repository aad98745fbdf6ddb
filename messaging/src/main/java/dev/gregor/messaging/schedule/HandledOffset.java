package dev.gregor.messaging.schedule;

import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The offset of the last request that is handled, kept with the schedules: requests that come again, after the offsets of the consumer group were
 * lost, must not put again what has been delivered. It holds for the topic of that id only, and not for one of the same name that was made later.
 */
final class HandledOffset {

    private static final Bytes KEY = Bytes.wrap(new byte[] {1});
    private static final int LENGTH = 3 * Long.BYTES;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Uuid topic;
    private final boolean known;
    private long offset;

    HandledOffset(KeyValueStore<Bytes, byte[]> store, Uuid topic) {
        this.store = store;
        this.topic = topic;
        byte[] stored = store.get(KEY);
        this.known = stored != null;
        this.offset = stored == null ? -1 : read(ByteBuffer.wrap(stored));
    }

    private long read(ByteBuffer stored) {
        Uuid of = new Uuid(stored.getLong(), stored.getLong());
        return of.equals(topic) ? stored.getLong() : -1;
    }

    /** Whether requests had been handled when this was made, of this topic or of an earlier one. */
    boolean isKnown() {
        return known;
    }

    boolean isBefore(long next) {
        return offset < next;
    }

    void set(long handled) {
        offset = handled;
        store.put(
                KEY,
                ByteBuffer.allocate(LENGTH)
                        .putLong(topic.getMostSignificantBits())
                        .putLong(topic.getLeastSignificantBits())
                        .putLong(handled)
                        .array());
    }
}
