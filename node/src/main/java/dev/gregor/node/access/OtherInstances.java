package dev.gregor.node.access;

import dev.gregor.event.log.IdQuery;
import dev.gregor.event.log.RemoteIds;
import dev.gregor.failure.TransientException;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.gateway.PartitionQuery;
import dev.gregor.projection.gateway.RemotePartitions;
import dev.gregor.projection.live.MappedSubscriber;
import dev.gregor.projection.query.QueryAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Asks the other instances of the application, such as over HTTP. Thread-safe. */
public interface OtherInstances extends RemotePartitions, RemoteIds {

    /**
     * The id of the instance at an address; empty if it does not tell.
     *
     * @param instance {@code host:port}
     * @return what fails with a {@link TransientException} if no instance answers
     */
    CompletableFuture<String> idOf(String instance);

    /** Whether it can ask any. */
    default boolean canBeAsked() {
        return true;
    }

    /** For a node that cannot ask any: what another instance has is unavailable here. */
    static OtherInstances none() {
        return new OtherInstances() {
            @Override
            public boolean canBeAsked() {
                return false;
            }

            @Override
            public CompletableFuture<String> idOf(String instance) {
                return CompletableFuture.failedFuture(unreachable(instance));
            }

            @Override
            public CompletableFuture<List<String>> ids(String instance, IdQuery query) {
                return CompletableFuture.failedFuture(unreachable(instance));
            }

            @Override
            public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(String instance, PartitionQuery query) {
                return CompletableFuture.completedFuture(
                        new QueryAnswer.Unavailable<>(query.projection(), reason(instance)));
            }

            @Override
            public CompletableFuture<QueryAnswer<Long>> count(String instance, PartitionQuery query) {
                return CompletableFuture.completedFuture(
                        new QueryAnswer.Unavailable<>(query.projection(), reason(instance)));
            }

            @Override
            public Flow.Publisher<List<EncodedRow>> live(String instance, PartitionQuery query) {
                return MappedSubscriber.failed(unreachable(instance));
            }
        };
    }

    private static TransientException unreachable(String instance) {
        return new TransientException(reason(instance));
    }

    private static String reason(String instance) {
        return "Instance %s has it, and this node asks no other instances".formatted(instance);
    }
}
