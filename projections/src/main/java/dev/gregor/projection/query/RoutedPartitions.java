package dev.gregor.projection.query;

import dev.gregor.projection.run.RunningProjections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks the instance where the partition lives. */
record RoutedPartitions(RunningProjections projections, PartitionReader here, RemotePartitions others)
        implements PartitionReader {

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query) {
        return projections
                .find(query.projection())
                .flatMap(running -> running.elsewhere(query.partition()))
                .map(instance -> others.rows(instance, query))
                .orElseGet(() -> here.rows(query));
    }
}
