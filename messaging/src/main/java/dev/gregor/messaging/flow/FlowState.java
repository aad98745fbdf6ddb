package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The state of the keys of a partition. What is put is written once all is computed, and is not seen before that.
 *
 * @param subject under which a registry knows the schemas
 * @param now the time of the system, in milliseconds
 */
record FlowState(AvroCodec codec, String subject, KeyValueStore<Bytes, byte[]> store, long now, Effects effects) {

    private static final byte KEY = 'k';
    private static final byte WINDOW = 'w';
    private static final Bytes MARK = Bytes.wrap(new byte[] {'m'});
    private static final Bytes CLOSED = Bytes.wrap(new byte[] {'c'});

    <T extends SpecificRecord> Optional<T> get(String key, Class<T> type) {
        return read(of(key), type);
    }

    private <T extends SpecificRecord> Optional<T> read(Bytes key, Class<T> type) {
        return Optional.ofNullable(store.get(key)).map(value -> decode(value, type));
    }

    void put(String key, SpecificRecord state) {
        write(of(key), codec.encode(subject, state));
    }

    void remove(String key) {
        write(of(key), null);
    }

    <T extends SpecificRecord> Optional<T> get(long window, String key, Class<T> type) {
        return read(of(window, key), type);
    }

    void put(long window, String key, SpecificRecord state) {
        write(of(window, key), codec.encode(subject, state));
    }

    /** The latest time that was seen, in milliseconds. */
    long mark() {
        byte[] mark = store.get(MARK);
        return mark == null ? Long.MIN_VALUE : ByteBuffer.wrap(mark).getLong();
    }

    void mark(long millis) {
        write(MARK, ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
    }

    /** Where the first window starts that may not have been removed yet; empty before any was. */
    Optional<Long> closedUntil() {
        return Optional.ofNullable(store.get(CLOSED))
                .map(start -> ByteBuffer.wrap(start).getLong());
    }

    /** Hands on and removes the windows that start in this time, up to a number of them; the rest is for the next time. */
    void close(long from, long before, int most, Closed closed) {
        long until = before;
        try (KeyValueIterator<Bytes, byte[]> windows = store.range(of(from, ""), of(before, ""))) {
            for (int number = 0; windows.hasNext(); number++) {
                KeyValue<Bytes, byte[]> each = windows.next();
                ByteBuffer key = ByteBuffer.wrap(each.key.get(), 1, each.key.get().length - 1);
                long start = key.getLong() ^ Long.MIN_VALUE;
                if (start >= before || number == most) {
                    until = Math.min(start, before);
                    break;
                }
                closed.accept(start, UTF_8.decode(key).toString(), each.value);
                write(each.key, null);
            }
        }
        write(CLOSED, ByteBuffer.allocate(Long.BYTES).putLong(until).array());
    }

    /** Takes a window that is closed, with its state as it is stored. */
    interface Closed {
        void accept(long start, String key, byte[] state);
    }

    <T extends SpecificRecord> T decode(byte[] state, Class<T> type) {
        return codec.decode(subject, state, type);
    }

    private void write(Bytes key, byte @Nullable [] value) {
        BiConsumer<Bytes, byte[]> writer = value == null ? (gone, none) -> store.delete(gone) : store::put;
        effects.write(() -> writer.accept(key, value));
    }

    private static Bytes of(String key) {
        byte[] text = key.getBytes(UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(1 + text.length).put(KEY).put(text).array());
    }

    /** In the order of the starts, also of those before 1970. */
    private static Bytes of(long window, String key) {
        byte[] text = key.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES + text.length)
                .put(WINDOW)
                .putLong(window ^ Long.MIN_VALUE)
                .put(text)
                .array());
    }
}
