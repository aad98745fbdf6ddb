package dev.gregor.projection.query;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks another instance for rows of a partition that lives there; {@link PartitionReader#local} is what answers there. */
@FunctionalInterface
public interface RemotePartitions {

    /**
     * The rows that are asked for, in the order of their keys; {@link QueryAnswer.Unavailable} if the instance cannot be
     * reached.
     *
     * @param instance {@code host:port} of the instance
     */
    CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(String instance, PartitionQuery query);
}
