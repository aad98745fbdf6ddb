package dev.gregor.node;

import dev.gregor.api.Queries;
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

/** Queries the read models of a node, in whichever instance their rows are. */
final class NodeQueries implements Queries {

    private final Domain domain;
    private final QueryGateway gateway;

    NodeQueries(Domain domain, QueryGateway gateway) {
        this.domain = domain;
        this.gateway = gateway;
    }

    @Override
    public <R extends SpecificRecord> CompletableFuture<Optional<R>> get(
            Class<? extends Projection<R>> projection, String key, @Nullable Position after) {
        ProjectionDefinition<R> definition = domain.projection(projection);
        return gateway.get(definition.name(), key, after)
                .thenApply(answer ->
                        answer.match(new Answer<>(row -> Optional.of(value(definition, row)), Optional.empty())));
    }

    @Override
    public <R extends SpecificRecord> CompletableFuture<Page<R>> page(
            Class<? extends Projection<R>> projection, RowRange range, @Nullable Position after) {
        ProjectionDefinition<R> definition = domain.projection(projection);
        Page<R> empty = new Page<>(Map.of(), null);
        return gateway.page(definition.name(), range, after)
                .thenApply(answer -> answer.match(new Answer<>(page -> page(definition, page), empty)));
    }

    @Override
    public <R extends SpecificRecord> CompletableFuture<Long> count(
            Class<? extends Projection<R>> projection, RowRange range, @Nullable Position after) {
        return gateway.count(domain.projection(projection).name(), range, after)
                .thenApply(answer -> answer.match(new Answer<>(Function.identity(), 0L)));
    }

    private static <R extends SpecificRecord> Page<R> page(ProjectionDefinition<R> definition, RowPage page) {
        Map<String, R> rows = new LinkedHashMap<>();
        page.rows().forEach(row -> rows.put(row.key(), value(definition, row)));
        return new Page<>(Collections.unmodifiableMap(rows), page.cursor());
    }

    @Override
    public <R extends SpecificRecord> Flow.Publisher<Optional<R>> live(
            Class<? extends Projection<R>> projection, String key) {
        ProjectionDefinition<R> definition = domain.projection(projection);
        return subscriber -> gateway.live(definition.name(), key)
                .subscribe(new MappedSubscriber<>(subscriber, row -> row.map(each -> value(definition, each))));
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
