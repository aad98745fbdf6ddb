package dev.gregor.projection.query;

import dev.gregor.position.Position;
import dev.gregor.projection.run.RunningProjections;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the read models of this process. */
final class LocalQueryGateway implements QueryGateway {

    private final RunningProjections projections;
    private final Duration timeout;

    LocalQueryGateway(RunningProjections projections, Duration timeout) {
        this.projections = projections;
        this.timeout = timeout;
    }

    @Override
    public CompletableFuture<QueryAnswer<Row>> get(String projection, String key, @Nullable Position after) {
        return CompletableFuture.completedFuture(new QueryAnswer.Unavailable<>(projection, "not built yet " + timeout));
    }

    @Override
    public CompletableFuture<QueryAnswer<RowPage>> page(String projection, RowRange range, @Nullable Position after) {
        return CompletableFuture.completedFuture(new QueryAnswer.UnknownProjection<>(projection, Set.of()));
    }

    @Override
    public List<ProjectionStatus> projections() {
        projections.areRunning();
        return List.of();
    }
}
