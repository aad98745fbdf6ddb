package dev.gregor.projection.query;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Selects the rows of a page, or the ids of aggregates. A row is selected if its key meets all conditions; an empty text is no
 * condition. Keys are compared as unsigned bytes of UTF-8. Immutable.
 *
 * <pre>{@code
 * RowPage<Total> first = queries.page(TotalByOwner.class, RowRange.all().withPrefix("a").withLimit(50)).join();
 * }</pre>
 *
 * @param from the first key, included; null to begin at the first row
 * @param to the key to end at, excluded; null for no end
 * @param prefix the start of the keys; null for any
 * @param limit the maximum number of rows, 1 to 1000
 * @param cursor the cursor of the previous page, from which to continue; null for the first page
 * @param descending whether the rows with the last keys come first; the same in all pages
 */
public record RowRange(
        @Nullable String from,
        @Nullable String to,
        @Nullable String prefix,
        int limit,
        @Nullable String cursor,
        boolean descending) {

    /** How many rows a page may have. */
    public static final int MAX_LIMIT = 1000;

    private static final int DEFAULT_LIMIT = 100;

    /**
     * Checks limit and cursor.
     *
     * @throws IllegalArgumentException if the limit is not within 1 to 1000, or the cursor was not returned by a page
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
        return new RowRange(null, null, null, DEFAULT_LIMIT, null, false);
    }

    /** The same from this key on, the key included. */
    public RowRange withFrom(@Nullable String key) {
        return new RowRange(key, to, prefix, limit, cursor, descending);
    }

    /** The same up to this key, the key excluded. */
    public RowRange withTo(@Nullable String key) {
        return new RowRange(from, key, prefix, limit, cursor, descending);
    }

    /** The same with keys that start like this. */
    public RowRange withPrefix(@Nullable String start) {
        return new RowRange(from, to, start, limit, cursor, descending);
    }

    /** Returns the same range with another maximum number of rows. */
    public RowRange withLimit(int rows) {
        return new RowRange(from, to, prefix, rows, cursor, descending);
    }

    /** The page that follows the one with this cursor. */
    public RowRange withCursor(@Nullable String token) {
        return new RowRange(from, to, prefix, limit, token, descending);
    }

    /** The same rows, the last first or not. */
    public RowRange withDescending(boolean lastFirst) {
        return new RowRange(from, to, prefix, limit, cursor, lastFirst);
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
