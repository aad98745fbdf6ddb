package dev.gregor.projection.query;

import dev.gregor.projection.run.RunningProjections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Asks the instance where the partition lives. */
record RoutedPartitions(RunningProjections projections, PartitionReader here, RemotePartitions others)
        implements PartitionReader {

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query) {
        return projections
                .find(query.projection(), query.build())
                .flatMap(running -> running.elsewhere(query.partition()))
                .map(instance -> others.rows(instance, query))
                .orElseGet(() -> here.rows(query));
    }

    @Override
    public Flow.Publisher<List<EncodedRow>> live(PartitionQuery query) {
        return projections
                .find(query.projection(), query.build())
                .flatMap(running -> running.elsewhere(query.partition()))
                .map(instance -> others.live(instance, query))
                .orElseGet(() -> here.live(query));
    }
}
