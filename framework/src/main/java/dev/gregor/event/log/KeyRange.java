package dev.gregor.event.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.projection.query.RowRange;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Some encoded keys, which are those of rows or the ids of aggregates, in the order of their bytes or in the reverse order.
 * Immutable.
 *
 * @param from the first key; null for the first of all
 * @param before the key before which to end; null for no end
 * @param limit the maximum number of keys
 * @param descending whether the last keys come first
 */
public record KeyRange(@Nullable Bytes from, @Nullable Bytes before, int limit, boolean descending) {

    /** All keys in their order. */
    public static KeyRange all(int limit) {
        return new KeyRange(null, null, limit, false);
    }

    /** The keys of a range of rows or ids, and one more than its limit, which tells whether another page follows. */
    public static KeyRange of(RowRange range) {
        KeyRange all = all(range.limit() + 1);
        return (range.descending() ? all.reversed() : all)
                .startingAt(range.from())
                .endingBefore(range.to())
                .startingWith(range.prefix())
                .following(range.cursor());
    }

    /** One key only. */
    public static KeyRange only(String key) {
        Bytes bytes = Bytes.wrap(key.getBytes(UTF_8));
        return new KeyRange(bytes, next(bytes), 1, false);
    }

    /** The same keys, the last first. */
    public KeyRange reversed() {
        return new KeyRange(from, before, limit, !descending);
    }

    /** Those of the keys that are this one or come after it in the order of bytes; all of them if it is null or empty. */
    public KeyRange startingAt(@Nullable String key) {
        return and(bytes(key), null);
    }

    /** Those of the keys that come before this one in the order of bytes; all of them if it is null or empty. */
    public KeyRange endingBefore(@Nullable String key) {
        return and(null, bytes(key));
    }

    /** Those of the keys that start like this. */
    public KeyRange startingWith(@Nullable String prefix) {
        @Nullable Bytes bytes = bytes(prefix);
        return and(bytes, behind(bytes));
    }

    /** Those of the keys that follow the page with this cursor. */
    public KeyRange following(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return this;
        }
        Bytes last = Bytes.wrap(Base64.getUrlDecoder().decode(cursor));
        return descending ? and(null, last) : and(next(last), null);
    }

    private KeyRange and(@Nullable Bytes earliest, @Nullable Bytes end) {
        return new KeyRange(later(from, earliest), earlier(before, end), limit, descending);
    }

    /** The cursor of a page that ends with this key. */
    public static String cursor(Bytes lastKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastKey.get());
    }

    /** The order in which the keys come. */
    public Comparator<Bytes> order() {
        return descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    }

    /** Whether there is no more than one key that could be in it. */
    public boolean isOneKey() {
        return from != null && next(from).equals(before);
    }

    /** Whether no key can be in it. */
    public boolean isEmpty() {
        return from != null && before != null && from.compareTo(before) >= 0;
    }

    /** Whether a key is neither too early nor too late. */
    public boolean contains(Bytes key) {
        return (from == null || key.compareTo(from) >= 0) && (before == null || key.compareTo(before) < 0);
    }

    /** The key that directly follows another: the same with a zero byte more. */
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
