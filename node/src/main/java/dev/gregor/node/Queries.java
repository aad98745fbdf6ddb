package dev.gregor.node;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.position.Position;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.live.MappedSubscriber;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Queries the read models of a node.
 *
 * <pre>{@code
 * Optional<Total> total = gregor.queries().get(TotalByOwner.class, "ann", accepted.position()).join();
 * }</pre>
 *
 * <p>A query with a position waits until the read model has applied all events up to it, so that it shows what the command has done.
 *
 * <p>Thread-safe. A future completes with {@link TransientException} if the read model did not reach the position within
 * {@code gregor.query.timeout}, or is not available at present; the same query may succeed later. It completes with
 * {@link PermanentException} if a row cannot be decoded. Futures complete on a thread that others share; functions that depend on
 * them must not block it.
 */
public final class Queries {

    private final Domain domain;
    private final QueryGateway gateway;

    Queries(Domain domain, QueryGateway gateway) {
        this.domain = domain;
        this.gateway = gateway;
    }

    /**
     * A page of rows.
     *
     * @param rows the rows by their keys, in the order of the keys
     * @param cursor the start of the next page, for {@link RowRange#withCursor}; null if this is the last page
     * @param <R> the class of the rows
     */
    public record Page<R>(Map<String, R> rows, @Nullable String cursor) {}

    /**
     * Returns the row with a key as it is now; empty if there is none. The row is that of the version of the read model that serves.
     *
     * @param projection the class of any version of the read model
     * @throws IllegalArgumentException if the node does not run it
     */
    public <R extends SpecificRecord> CompletableFuture<Optional<R>> get(
            Class<? extends Projection<R>> projection, String key) {
        return row(domain.projection(projection), key, null);
    }

    /**
     * Returns the row with a key as soon as the read model has applied all events up to a position; empty if there is none.
     *
     * @param after the position of an accepted command
     * @throws IllegalArgumentException if the node does not run the read model
     */
    public <R extends SpecificRecord> CompletableFuture<Optional<R>> get(
            Class<? extends Projection<R>> projection, String key, Position after) {
        return row(domain.projection(projection), key, after);
    }

    private <R extends SpecificRecord> CompletableFuture<Optional<R>> row(
            ProjectionDefinition<R> definition, String key, @Nullable Position after) {
        return gateway.get(definition.name(), key, after)
                .thenApply(answer ->
                        answer.match(new Answer<>(row -> Optional.of(value(definition, row)), Optional.empty())));
    }

    /** Returns a page of rows as they are now, in the order of their keys or the reverse; throws what {@link #get} throws. */
    public <R extends SpecificRecord> CompletableFuture<Page<R>> page(
            Class<? extends Projection<R>> projection, RowRange range) {
        return page(domain.projection(projection), range, null);
    }

    /** Returns a page of rows as soon as the read model has applied all events up to a position. */
    public <R extends SpecificRecord> CompletableFuture<Page<R>> page(
            Class<? extends Projection<R>> projection, RowRange range, Position after) {
        return page(domain.projection(projection), range, after);
    }

    /**
     * Returns how many rows a range selects now, whatever its limit and cursor are. Reads the key of each of them; keep a row that counts
     * if you ask often. Throws what {@link #get} throws.
     */
    public <R extends SpecificRecord> CompletableFuture<Long> count(
            Class<? extends Projection<R>> projection, RowRange range) {
        return count(domain.projection(projection).name(), range, null);
    }

    /** Returns how many rows a range selects as soon as the read model has applied all events up to a position. */
    public <R extends SpecificRecord> CompletableFuture<Long> count(
            Class<? extends Projection<R>> projection, RowRange range, Position after) {
        return count(domain.projection(projection).name(), range, after);
    }

    private CompletableFuture<Long> count(String projection, RowRange range, @Nullable Position after) {
        return gateway.count(projection, range, after)
                .thenApply(answer -> answer.match(new Answer<>(Function.identity(), 0L)));
    }

    private <R extends SpecificRecord> CompletableFuture<Page<R>> page(
            ProjectionDefinition<R> definition, RowRange range, @Nullable Position after) {
        Page<R> empty = new Page<>(Map.of(), null);
        return gateway.page(definition.name(), range, after)
                .thenApply(answer -> answer.match(new Answer<>(page -> page(definition, page), empty)));
    }

    private static <R extends SpecificRecord> Page<R> page(ProjectionDefinition<R> definition, RowPage page) {
        Map<String, R> rows = new LinkedHashMap<>();
        page.rows().forEach(row -> rows.put(row.key(), value(definition, row)));
        return new Page<>(Collections.unmodifiableMap(rows), page.cursor());
    }

    /**
     * Publishes the row with a key as it is at the subscription, and again after each change; empty while there is no such row. A
     * subscription ends with an error as that of {@link QueryGateway#live} does.
     */
    public <R extends SpecificRecord> Flow.Publisher<Optional<R>> live(
            Class<? extends Projection<R>> projection, String key) {
        ProjectionDefinition<R> definition = domain.projection(projection);
        return subscriber -> gateway.live(definition.name(), key)
                .subscribe(new MappedSubscriber<>(subscriber, row -> row.map(each -> value(definition, each))));
    }

    /** Returns access by the names of read models. */
    public QueryGateway gateway() {
        return gateway;
    }

    private static <R extends SpecificRecord> R value(ProjectionDefinition<R> definition, Row row) {
        if (!definition.rowClass().isInstance(row.value())) {
            throw new TransientException("'%s' answers with rows of another version, %s; version %d does not serve"
                    .formatted(definition.name(), row.value().getClass().getName(), definition.version()));
        }
        return definition.rowClass().cast(row.value());
    }

    /** Answers with what was found, and throws what was not to be found out. */
    private record Answer<T, A>(Function<T, A> found, A noRow) implements QueryAnswer.Match<T, A> {
        @Override
        public A found(QueryAnswer.Found<T> answer) {
            return found.apply(answer.value());
        }

        @Override
        public A noRow(QueryAnswer.NoRow<T> answer) {
            return noRow;
        }

        @Override
        public A notCaughtUp(QueryAnswer.NotCaughtUp<T> answer) {
            throw new TransientException(
                    answer.paused()
                            ? "'%s' is paused before position %s".formatted(answer.projection(), answer.after())
                            : "'%s' did not come to position %s within %d ms"
                                    .formatted(
                                            answer.projection(),
                                            answer.after(),
                                            answer.waited().toMillis()));
        }

        @Override
        public A unknownProjection(QueryAnswer.UnknownProjection<T> answer) {
            throw new PermanentException(
                    "There is no read model '%s', only %s".formatted(answer.projection(), answer.known()));
        }

        @Override
        public A unavailable(QueryAnswer.Unavailable<T> answer) {
            throw new TransientException("'%s' is not available: %s".formatted(answer.projection(), answer.reason()));
        }
    }
}
