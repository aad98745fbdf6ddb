package dev.gregor.projection.gateway;

import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks the instance where the partition lives, and if that is away those that keep a copy. */
record RoutedPartitions(RunningProjections projections, PartitionReader here, RemotePartitions others)
        implements PartitionReader {

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query) {
        return routed(query, () -> here.rows(query), instance -> others.rows(instance, query));
    }

    @Override
    public CompletableFuture<QueryAnswer<Long>> count(PartitionQuery query) {
        return routed(query, () -> here.count(query), instance -> others.count(instance, query));
    }

    private <T> CompletableFuture<QueryAnswer<T>> routed(
            PartitionQuery query,
            Supplier<CompletableFuture<QueryAnswer<T>>> askHere,
            Function<String, CompletableFuture<QueryAnswer<T>>> ask) {
        Optional<RunningProjection> running = projections.find(query.projection(), query.build());
        Optional<String> owner = running.flatMap(each -> each.rows().elsewhere(query.partition()));
        var answer = owner.map(ask).orElseGet(askHere);
        if (query.after() != null) {
            return answer;
        }
        if (owner.isPresent()) {
            answer = orElse(answer, askHere);
        }
        for (String instance :
                running.map(each -> each.rows().standbys(query.partition())).orElse(List.of())) {
            answer = orElse(answer, () -> ask.apply(instance));
        }
        return answer;
    }

    private static <T> CompletableFuture<QueryAnswer<T>> orElse(
            CompletableFuture<QueryAnswer<T>> answer, Supplier<CompletableFuture<QueryAnswer<T>>> other) {
        return answer.thenCompose(known ->
                known instanceof QueryAnswer.Unavailable<?> ? other.get() : CompletableFuture.completedFuture(known));
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
