package dev.gregor.event.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks another instance for ids of aggregates whose events it has. */
@FunctionalInterface
public interface RemoteIds {

    /**
     * The ids that are asked for, in their order.
     *
     * @param instance {@code host:port} of the instance
     * @return what fails with a {@link dev.gregor.failure.TransientException} if the instance cannot answer, which is a {@link
     *     dev.gregor.position.NotReachedException} if it did not come to the position
     */
    CompletableFuture<List<String>> ids(String instance, IdQuery query);
}
