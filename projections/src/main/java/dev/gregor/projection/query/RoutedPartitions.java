package dev.gregor.projection.query;

import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** Asks the instance where the partition lives, and if that is away those that keep a copy. */
record RoutedPartitions(RunningProjections projections, PartitionReader here, RemotePartitions others)
        implements PartitionReader {

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query) {
        return projections
                .find(query.projection(), query.build())
                .map(running -> rows(running, query))
                .orElseGet(() -> here.rows(query));
    }

    private CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(RunningProjection running, PartitionQuery query) {
        Optional<String> owner = running.rows().elsewhere(query.partition());
        var answer = owner.map(instance -> others.rows(instance, query)).orElseGet(() -> here.rows(query));
        if (query.after() != null) {
            return answer;
        }
        if (owner.isPresent()) {
            answer = orElse(answer, () -> here.rows(query));
        }
        for (String instance : running.rows().standbys(query.partition())) {
            answer = orElse(answer, () -> others.rows(instance, query));
        }
        return answer;
    }

    private static CompletableFuture<QueryAnswer<List<EncodedRow>>> orElse(
            CompletableFuture<QueryAnswer<List<EncodedRow>>> answer,
            Supplier<CompletableFuture<QueryAnswer<List<EncodedRow>>>> other) {
        return answer.thenCompose(rows ->
                rows instanceof QueryAnswer.Unavailable<?> ? other.get() : CompletableFuture.completedFuture(rows));
    }

    @Override
    public Flow.Publisher<List<EncodedRow>> live(PartitionQuery query) {
        return projections
                .find(query.projection(), query.build())
                .flatMap(running -> running.rows().elsewhere(query.partition()))
                .map(instance -> others.live(instance, query))
                .orElseGet(() -> here.live(query));
    }
}
