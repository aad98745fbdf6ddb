package dev.gregor.projection.query;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a page shows: those whose keys satisfy all that is given; an empty text is as none. Keys are compared as unsigned bytes of UTF-8.
 *
 * @param from the first key; null for the first of all
 * @param to the key before which to end; null for no end
 * @param prefix what the keys start with; null for anything
 * @param limit how many rows at the most, 1 to 1000
 * @param cursor the cursor of the page before; null for the first page
 */
public record RowRange(
        @Nullable String from,
        @Nullable String to,
        @Nullable String prefix,
        int limit,
        @Nullable String cursor) {

    /** How many rows a page may have. */
    public static final int MAX_LIMIT = 1000;

    private static final int DEFAULT_LIMIT = 100;

    /**
     * Checks limit and cursor.
     *
     * @throws IllegalArgumentException if the limit is not within 1 to 1000, or the cursor is none of ours
     */
    public RowRange {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is " + limit + ", expected 1 to " + MAX_LIMIT);
        }
        if (cursor != null) {
            requireCursor(cursor);
        }
    }

    /** The first 100 rows. */
    public static RowRange all() {
        return new RowRange(null, null, null, DEFAULT_LIMIT, null);
    }

    /** The same from this key on, the key included. */
    public RowRange withFrom(@Nullable String key) {
        return new RowRange(key, to, prefix, limit, cursor);
    }

    /** The same up to this key, the key excluded. */
    public RowRange withTo(@Nullable String key) {
        return new RowRange(from, key, prefix, limit, cursor);
    }

    /** The same with keys that start like this. */
    public RowRange withPrefix(@Nullable String start) {
        return new RowRange(from, to, start, limit, cursor);
    }

    /** The same with at most so many rows. */
    public RowRange withLimit(int rows) {
        return new RowRange(from, to, prefix, rows, cursor);
    }

    /** The page that follows the one with this cursor. */
    public RowRange withCursor(@Nullable String token) {
        return new RowRange(from, to, prefix, limit, token);
    }

    private static void requireCursor(String cursor) {
        try {
            Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + cursor + "' is no cursor: expected the one of the page before, unchanged", e);
        }
    }
}
