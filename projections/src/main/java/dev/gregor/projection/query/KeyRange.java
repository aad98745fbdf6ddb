package dev.gregor.projection.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Some encoded keys, in the order of their bytes.
 *
 * @param from the first key; null for the first of all
 * @param before the key before which to end; null for no end
 * @param limit the maximum number of rows
 */
public record KeyRange(@Nullable Bytes from, @Nullable Bytes before, int limit) {

    /** One key only. */
    static KeyRange only(String key) {
        Bytes bytes = Bytes.wrap(key.getBytes(UTF_8));
        return new KeyRange(bytes, next(bytes), 1);
    }

    /** The keys of the range, and one row more than its limit, which tells whether another page follows. */
    static KeyRange of(RowRange range) {
        @Nullable Bytes prefix = bytes(range.prefix());
        return new KeyRange(
                later(later(bytes(range.from()), prefix), after(range.cursor())),
                earlier(bytes(range.to()), behind(prefix)),
                range.limit() + 1);
    }

    /** The cursor of a page that ends with this key. */
    static String cursor(Bytes lastKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastKey.get());
    }

    boolean isOneKey() {
        return from != null && next(from).equals(before);
    }

    boolean isEmpty() {
        return from != null && before != null && from.compareTo(before) >= 0;
    }

    boolean endsBefore(Bytes key) {
        return before != null && key.compareTo(before) >= 0;
    }

    /** The key that directly follows the one in a cursor: the same with a zero byte more. */
    private static @Nullable Bytes after(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        return next(Bytes.wrap(Base64.getUrlDecoder().decode(cursor)));
    }

    private static Bytes next(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
    }

    /** The first key behind all that start with the prefix; no byte of UTF-8 is 0xFF. */
    private static @Nullable Bytes behind(@Nullable Bytes prefix) {
        if (prefix == null) {
            return null;
        }
        byte[] next = prefix.get().clone();
        next[next.length - 1]++;
        return Bytes.wrap(next);
    }

    private static @Nullable Bytes bytes(@Nullable String key) {
        return key == null || key.isEmpty() ? null : Bytes.wrap(key.getBytes(UTF_8));
    }

    private static @Nullable Bytes later(@Nullable Bytes a, @Nullable Bytes b) {
        return a == null || (b != null && b.compareTo(a) > 0) ? b : a;
    }

    private static @Nullable Bytes earlier(@Nullable Bytes a, @Nullable Bytes b) {
        return a == null || (b != null && b.compareTo(a) < 0) ? b : a;
    }
}
