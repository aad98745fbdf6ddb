package dev.gregor.projection.gateway;

import dev.gregor.projection.query.QueryAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Asks another instance for rows of a partition that lives there; {@link PartitionReader#local} is what answers there. */
public interface RemotePartitions {

    /**
     * The rows that are asked for, in the order of their keys; {@link QueryAnswer.Unavailable} if the instance cannot be
     * reached.
     *
     * @param instance {@code host:port} of the instance
     */
    CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(String instance, PartitionQuery query);

    /**
     * How many rows the keys that are asked for have, whatever the limit is; {@link QueryAnswer.Unavailable} if the instance
     * cannot be reached.
     *
     * @param instance {@code host:port} of the instance
     */
    CompletableFuture<QueryAnswer<Long>> count(String instance, PartitionQuery query);

    /**
     * The rows that are asked for, at once and after each change, as {@link PartitionReader#live} has them; also ends with a
     * {@link dev.gregor.failure.TransientException} if the instance falls silent.
     *
     * @param instance {@code host:port} of the instance
     */
    Flow.Publisher<List<EncodedRow>> live(String instance, PartitionQuery query);
}
