package dev.gregor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.write.storage.EncodedEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots and tails in a key-value store. An aggregate has one record for its snapshot and a numbered slot for each
 * event since. A new snapshot leaves the slots as they are, to be overwritten by the events that follow: a slot counts
 * only if its event has the version that comes next, so no slot is ever deleted.
 */
final class SnapshotAndTail {

    private static final byte END_OF_ID = 0;

    private final Function<Bytes, byte @Nullable []> reader;
    private final BiConsumer<Bytes, byte[]> writer;

    private SnapshotAndTail(Function<Bytes, byte @Nullable []> reader, BiConsumer<Bytes, byte[]> writer) {
        this.reader = reader;
        this.writer = writer;
    }

    SnapshotAndTail(KeyValueStore<Bytes, byte[]> store) {
        this(store::get, store::put);
    }

    static SnapshotAndTail readOnly(Function<byte[], byte @Nullable []> store) {
        return new SnapshotAndTail(key -> store.apply(key.get()), (key, value) -> {
            throw new UnsupportedOperationException("This store is read only");
        });
    }

    /** The snapshot; null if there is none. */
    @Nullable
    Snapshot snapshot(String aggregateId) {
        byte[] value = reader.apply(snapshotKey(aggregateId));
        return value == null ? null : Snapshot.decode(value);
    }

    /** The events since the snapshot of the given version, 0 if there is none; one at a time, for there may be many. */
    Iterable<TailEvent> tail(String aggregateId, long snapshotVersion) {
        return () -> IntStream.iterate(0, slot -> slot + 1)
                .mapToObj(slot -> event(aggregateId, snapshotVersion, slot))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .iterator();
    }

    private Optional<TailEvent> event(String aggregateId, long snapshotVersion, int slot) {
        return Optional.ofNullable(reader.apply(slotKey(aggregateId, slot)))
                .map(TailEvent::decode)
                .filter(event -> event.version() == snapshotVersion + slot + 1);
    }

    void put(String aggregateId, Snapshot snapshot) {
        writer.accept(snapshotKey(aggregateId), snapshot.encode());
    }

    void append(String aggregateId, long snapshotVersion, List<EncodedEvent> events) {
        for (EncodedEvent event : events) {
            int slot = Math.toIntExact(event.version() - snapshotVersion - 1);
            writer.accept(slotKey(aggregateId, slot), TailEvent.encode(event));
        }
    }

    static Bytes snapshotKey(String aggregateId) {
        byte[] id = aggregateId.getBytes(UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(id.length + 1).put(id).put(END_OF_ID).array());
    }

    static String aggregateId(byte[] storeKey) {
        return new String(storeKey, 0, endOfId(storeKey), UTF_8);
    }

    private static int endOfId(byte[] storeKey) {
        int end = 0;
        while (storeKey[end] != END_OF_ID) {
            end++;
        }
        return end;
    }

    /** The version that a record is about, be it a snapshot or an event since. */
    static long version(byte[] storeKey, byte[] value) {
        return endOfId(storeKey) == storeKey.length - 1
                ? Snapshot.decode(value).version()
                : TailEvent.decode(value).version();
    }

    private static Bytes slotKey(String aggregateId, int slot) {
        byte[] id = aggregateId.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(id.length + 1 + Integer.BYTES)
                .put(id)
                .put(END_OF_ID)
                .putInt(slot)
                .array());
    }
}
