package dev.gregor.projection.query;

import dev.gregor.position.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one read model, one partition at a time, in the process where that partition lives. */
interface PartitionReader {

    /**
     * The row with this key, if there is one.
     *
     * @param after answer only once the partition has applied this position; null to answer at once
     */
    CompletableFuture<QueryAnswer<List<EncodedRow>>> row(int partition, String key, @Nullable Position after);

    /** The first rows of a range, in the order of their keys; waits as {@link #row} does. */
    CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(int partition, KeyRange range, @Nullable Position after);
}
