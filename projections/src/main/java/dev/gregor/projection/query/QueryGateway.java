package dev.gregor.projection.query;

import dev.gregor.position.Position;
import dev.gregor.projection.run.RunningProjections;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks read models. Every answer comes as a value, on any thread; a future fails only with a
 * {@link dev.gregor.failure.GregorException}, if a row cannot be decoded. Waiting for a position costs no thread.
 * Thread-safe.
 */
public interface QueryGateway {

    /**
     * A gateway to the read models of this process.
     *
     * @param timeout how long a query waits for a position
     */
    static QueryGateway over(RunningProjections projections, Duration timeout) {
        return new PartitionedQueryGateway(projections, PartitionReader.local(projections, timeout));
    }

    /**
     * A gateway to the read models of all instances: each partition is asked where it lives.
     *
     * @param here answers for this process
     * @param others answers for all other instances
     */
    static QueryGateway over(RunningProjections projections, PartitionReader here, RemotePartitions others) {
        return new PartitionedQueryGateway(projections, new RoutedPartitions(projections, here, others));
    }

    /**
     * One row.
     *
     * @param projection the name of the read model
     * @param after answer only once the read model has applied this position; null to answer at once
     */
    CompletableFuture<QueryAnswer<Row>> get(String projection, String key, @Nullable Position after);

    /**
     * Some rows, in the order of their keys.
     *
     * @param projection the name of the read model
     * @param after answer only once the read model has applied this position; null to answer at once
     */
    CompletableFuture<QueryAnswer<RowPage>> page(String projection, RowRange range, @Nullable Position after);

    /** All read models, by name, as far as this process knows. */
    List<ProjectionStatus> projections();
}
