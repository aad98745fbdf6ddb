package dev.gregor.projection.gateway;

import dev.gregor.position.Position;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import dev.gregor.projection.run.RunningProjections;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Queries read models by their names. {@code Gregor.queries()} is the typed form of it.
 *
 * <pre>{@code
 * gateway.get("users-by-status", "ACTIVE", accepted.position())
 *         .thenAccept(answer -> System.out.println(answer));
 * }</pre>
 *
 * <p>Thread-safe. What goes wrong is a {@link QueryAnswer}; a future completes exceptionally only with a
 * {@link dev.gregor.failure.GregorException}, if a row cannot be decoded. Futures complete on a thread that others share, so
 * functions that depend on them must not block it. A query that waits for a position holds no thread. A parked event counts as
 * applied.
 */
public interface QueryGateway {

    /**
     * Returns a gateway to the rows that this process has.
     *
     * @param timeout how long a query waits for a position
     */
    static QueryGateway over(RunningProjections projections, Duration timeout) {
        return new PartitionedQueryGateway(projections, PartitionReader.local(projections, timeout));
    }

    /**
     * Returns a gateway to the rows of all instances: each partition is read in the instance that has it.
     *
     * @param here reads partitions of this process
     * @param others reads partitions of other instances
     */
    static QueryGateway over(RunningProjections projections, PartitionReader here, RemotePartitions others) {
        return new PartitionedQueryGateway(projections, new RoutedPartitions(projections, here, others));
    }

    /**
     * Returns the row with a key.
     *
     * @param projection the name of the read model
     * @param after the position that the read model must have applied before it answers; null to answer at once
     */
    CompletableFuture<QueryAnswer<Row>> get(String projection, String key, @Nullable Position after);

    /**
     * Returns how many rows a range selects, whatever its limit and cursor are. Reads the key of each of them.
     *
     * @param projection the name of the read model
     * @param after the position that the read model must have applied before it answers; null to answer at once
     */
    CompletableFuture<QueryAnswer<Long>> count(String projection, RowRange range, @Nullable Position after);

    /**
     * Returns a page of rows, in the order of their keys or in the reverse order.
     *
     * @param projection the name of the read model
     * @param range which keys, and how many rows
     * @param after the position that the read model must have applied before it answers; null to answer at once
     */
    CompletableFuture<QueryAnswer<RowPage>> page(String projection, RowRange range, @Nullable Position after);

    /**
     * Publishes the row with a key as it is at the subscription, and again after each change; empty while there is no such row.
     *
     * <p>A subscription ends with {@link dev.gregor.failure.TransientException} if the subscriber is too slow or the row moves to
     * another instance: subscribe again. It ends with {@link dev.gregor.failure.PermanentException} if there is no such read model.
     * Subscribers are called by a thread that they share, and must not block it.
     *
     * @param projection the name of the read model
     */
    Flow.Publisher<Optional<Row>> live(String projection, String key);

    /** Returns the status of all read models that this process knows. */
    List<ProjectionStatus> projections();
}
