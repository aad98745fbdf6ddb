package dev.gregor.projection.query;

import dev.gregor.projection.run.RunningProjections;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
}
