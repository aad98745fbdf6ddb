package dev.gregor.projection.gateway;

import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.run.RunningProjections;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Reads the rows of read models, one partition at a time. Thread-safe. */
public interface PartitionReader {

    /**
     * Reads the partitions that live in this process, and answers {@link QueryAnswer.Unavailable} for all others.
     *
     * @param timeout how long a query waits for a position
     */
    static PartitionReader local(RunningProjections projections, Duration timeout) {
        return new LocalPartitions(projections, timeout);
    }

    /** The rows that are asked for, in the order of their keys. */
    CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query);

    /** How many rows the keys that are asked for have, whatever the limit is. */
    CompletableFuture<QueryAnswer<Long>> count(PartitionQuery query);

    /**
     * The requested row, if there is one, at once and again after each change.
     *
     * @param query of one key, and no position
     * @return what ends with a {@link dev.gregor.failure.TransientException} if the partition is not where it is asked or moves
     *     away, or if a subscriber falls too far behind; to be subscribed to again then
     */
    Flow.Publisher<List<EncodedRow>> live(PartitionQuery query);
}
