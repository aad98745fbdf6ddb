package dev.gregor.api;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.position.Position;
import dev.gregor.projection.Projection;
import dev.gregor.projection.query.RowRange;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Queries read models.
 *
 * <pre>{@code
 * Optional<Total> total = gregor.queries().get(TotalByOwner.class, "ann", accepted.position()).join();
 * }</pre>
 *
 * <p>A query with a position waits until the read model has applied all events up to it, so that it shows what the command has done.
 *
 * <p>Thread-safe. A future completes with {@link TransientException} if the read model did not reach the position within the
 * time-out, or is not available at present; the same query may succeed later. It completes with
 * {@link PermanentException} if a row cannot be decoded. Futures complete on a thread that others share; functions that depend on
 * them must not block it. Each method throws {@link IllegalArgumentException} if the read model is not known here.
 */
public interface Queries {

    /**
     * A page of rows.
     *
     * @param rows the rows by their keys, in the order of the keys or the reverse
     * @param cursor the start of the next page, for {@link RowRange#withCursor}; null if this is the last page
     * @param <R> the class of the rows
     */
    record Page<R>(Map<String, R> rows, @Nullable String cursor) {}

    /**
     * Returns the row with a key as it is now; empty if there is none. The row is that of the version of the read model that serves.
     *
     * @param projection the class of any version of the read model
     */
    default <R extends SpecificRecord> CompletableFuture<Optional<R>> get(
            Class<? extends Projection<R>> projection, String key) {
        return get(projection, key, null);
    }

    /**
     * Returns the row with a key as soon as the read model has applied all events up to a position; empty if there is none.
     *
     * @param after the position of an accepted command; null to answer at once
     */
    <R extends SpecificRecord> CompletableFuture<Optional<R>> get(
            Class<? extends Projection<R>> projection, String key, @Nullable Position after);

    /** Returns a page of rows as they are now, in the order of their keys or the reverse. */
    default <R extends SpecificRecord> CompletableFuture<Page<R>> page(
            Class<? extends Projection<R>> projection, RowRange range) {
        return page(projection, range, null);
    }

    /**
     * Returns a page of rows as soon as the read model has applied all events up to a position.
     *
     * @param after the position of an accepted command; null to answer at once
     */
    <R extends SpecificRecord> CompletableFuture<Page<R>> page(
            Class<? extends Projection<R>> projection, RowRange range, @Nullable Position after);

    /**
     * Returns the rows of a range and of all pages that follow. A page is read when the stream comes to its first row, by the thread that
     * consumes the stream, which waits for it; {@link RowRange#limit} is the size of the pages. Rows that change meanwhile may be seen as they
     * were or as they are.
     *
     * @return the rows by their keys; the stream throws a {@link dev.gregor.failure.GregorException} if a page cannot be read
     */
    default <R extends SpecificRecord> Stream<Map.Entry<String, R>> stream(
            Class<? extends Projection<R>> projection, RowRange range) {
        return Pages.stream(
                range, next -> page(projection, next), page -> page.rows().entrySet().stream(), Page::cursor);
    }

    /**
     * Returns how many rows a range selects now, whatever its limit and cursor are. Reads the key of each of them; keep a row that counts
     * if you ask often.
     */
    default <R extends SpecificRecord> CompletableFuture<Long> count(
            Class<? extends Projection<R>> projection, RowRange range) {
        return count(projection, range, null);
    }

    /**
     * Returns how many rows a range selects as soon as the read model has applied all events up to a position.
     *
     * @param after the position of an accepted command; null to answer at once
     */
    <R extends SpecificRecord> CompletableFuture<Long> count(
            Class<? extends Projection<R>> projection, RowRange range, @Nullable Position after);

    /**
     * Publishes the row with a key as it is at the subscription, and again after each change; empty while there is no such row. Changes
     * that follow each other fast may be seen as one.
     *
     * <p>A subscription ends with {@link TransientException} if the subscriber is too slow or the row is not available for a while:
     * subscribe again. It ends with {@link PermanentException} if there is no such read model, or a row cannot be decoded. Subscribers
     * are called by a thread that they share, and must not block it.
     */
    <R extends SpecificRecord> Flow.Publisher<Optional<R>> live(Class<? extends Projection<R>> projection, String key);
}
