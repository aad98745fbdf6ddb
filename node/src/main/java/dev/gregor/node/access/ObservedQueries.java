package dev.gregor.node.access;

import dev.gregor.position.Position;
import dev.gregor.projection.gateway.ProjectionStatus;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each query for a row, a page or a count, from asking to the answer.
 *
 * @param queries answers them
 * @param registry takes the observations
 */
record ObservedQueries(QueryGateway queries, ObservationRegistry registry) implements QueryGateway {

    private static final String NAME = "gregor.query";

    @Override
    public CompletableFuture<QueryAnswer<Row>> get(String projection, String key, @Nullable Position after) {
        return observe("get", projection, () -> queries.get(projection, key, after));
    }

    @Override
    public CompletableFuture<QueryAnswer<Long>> count(String projection, RowRange range, @Nullable Position after) {
        return observe("count", projection, () -> queries.count(projection, range, after));
    }

    @Override
    public CompletableFuture<QueryAnswer<RowPage>> page(String projection, RowRange range, @Nullable Position after) {
        return observe("page", projection, () -> queries.page(projection, range, after));
    }

    private <T> CompletableFuture<QueryAnswer<T>> observe(
            String kind, String projection, Supplier<CompletableFuture<QueryAnswer<T>>> query) {
        Observation observation = Observation.createNotStarted(NAME, registry)
                .contextualName(kind + ' ' + projection)
                .lowCardinalityKeyValue("kind", kind)
                .start();
        try {
            return query.get().whenComplete((answer, failure) -> end(observation, projection, answer, failure));
        } catch (RuntimeException | Error e) {
            end(observation, projection, null, e);
            throw e;
        }
    }

    private static void end(
            Observation observation, String projection, @Nullable QueryAnswer<?> answer, @Nullable Throwable failure) {
        if (failure != null) {
            observation.error(failure);
        }
        observation
                .lowCardinalityKeyValue("read.model", readModel(projection, answer))
                .lowCardinalityKeyValue("outcome", outcome(answer))
                .stop();
    }

    /** Callers may ask for any name, and each value is a series of a metric. */
    private static String readModel(String projection, @Nullable QueryAnswer<?> answer) {
        return answer instanceof QueryAnswer.UnknownProjection ? "unknown" : projection;
    }

    private static String outcome(@Nullable QueryAnswer<?> answer) {
        return answer == null ? "failed" : answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Override
    public Flow.Publisher<Optional<Row>> live(String projection, String key) {
        return queries.live(projection, key);
    }

    @Override
    public List<ProjectionStatus> projections() {
        return queries.projections();
    }
}
