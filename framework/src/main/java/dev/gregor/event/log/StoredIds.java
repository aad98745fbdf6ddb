package dev.gregor.event.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the aggregates that have events in a store of the log. One look at the store finds the next, however many events each has.
 *
 * @param events the store, with keys of {@link LoggedEvent#key}
 */
record StoredIds(ReadOnlyKeyValueStore<Bytes, byte[]> events) {

    /** More than the zero byte that ends an id in a key, and less than what an id may go on with. */
    private static final byte BEHIND_END_OF_ID = 1;

    List<String> in(KeyRange range) {
        List<String> ids = new ArrayList<>();
        Optional<Bytes> id = range.descending() ? last(range.before()) : first(range.from());
        while (id.isPresent() && ids.size() < range.limit() && range.contains(id.get())) {
            Bytes found = id.get();
            ids.add(new String(found.get(), UTF_8));
            id = range.descending() ? last(found) : first(behind(found));
        }
        return ids;
    }

    private Optional<Bytes> first(@Nullable Bytes from) {
        return firstOf(events.range(from == null ? null : pastEvents(from), null));
    }

    private Optional<Bytes> last(@Nullable Bytes before) {
        return firstOf(events.reverseRange(null, before));
    }

    private static Optional<Bytes> firstOf(KeyValueIterator<Bytes, byte[]> keys) {
        try (keys) {
            return keys.hasNext() ? Optional.of(LoggedEvent.id(keys.peekNextKey())) : Optional.empty();
        }
    }

    private static Bytes behind(Bytes id) {
        byte[] next = Arrays.copyOf(id.get(), id.get().length + 1);
        next[next.length - 1] = BEHIND_END_OF_ID;
        return Bytes.wrap(next);
    }

    /** A range that begins right behind an id ends in a zero byte, and so do the keys of the events of that id. */
    private static Bytes pastEvents(Bytes from) {
        byte[] bytes = from.get().clone();
        if (bytes.length > 0 && bytes[bytes.length - 1] == 0) {
            bytes[bytes.length - 1] = BEHIND_END_OF_ID;
        }
        return Bytes.wrap(bytes);
    }
}
