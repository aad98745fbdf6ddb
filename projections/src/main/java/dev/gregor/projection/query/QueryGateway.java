package dev.gregor.projection.query;

import dev.gregor.position.Position;
import dev.gregor.projection.run.RunningProjections;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Asks read models. Every answer comes as a value, on any thread, which others share
 * and what depends on the answer must not block; a future fails only with a
 * {@link dev.gregor.failure.GregorException}, if a row cannot be decoded. Waiting for a position costs no thread.
 * An event that is parked counts as applied. Thread-safe.
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

    /**
     * One row as it is, and after each change; no value where there is no such row. Whoever takes changes too slowly, or whose
     * row moves to another instance, or asks for no read model that there is, gets an error: a
     * {@link dev.gregor.failure.TransientException} if it is worth while to subscribe again. Subscribers are called by a thread
     * that they share, and must not block it.
     *
     * @param projection the name of the read model
     */
    Flow.Publisher<Optional<Row>> live(String projection, String key);

    /** All read models, by name, as far as this process knows. */
    List<ProjectionStatus> projections();
}
