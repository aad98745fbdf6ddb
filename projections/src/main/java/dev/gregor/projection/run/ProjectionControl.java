package dev.gregor.projection.run;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes what is agreed about read models, for all processes and beyond their end. What is answered holds in this process;
 * in others it does within moments. A future fails with a {@link dev.gregor.failure.TransientException} if it may not have
 * been done; it may be asked again. Thread-safe.
 */
public interface ProjectionControl {

    /**
     * Lets builds apply no more events; queries are answered from the rows as they are.
     *
     * @param version only the builds of this version; null for all
     */
    CompletableFuture<ControlAnswer> pause(String projection, @Nullable Integer version);

    /**
     * Lets builds apply events again.
     *
     * @param version only the builds of this version; null for all
     */
    CompletableFuture<ControlAnswer> resume(String projection, @Nullable Integer version);

    /**
     * Builds a version again, beside its current rows. It serves once it has caught up.
     *
     * @param version the version, known in this process; null for the one that serves here
     * @param from skips events that were decided before; null for none
     */
    CompletableFuture<ControlAnswer> reset(String projection, @Nullable Integer version, @Nullable Instant from);

    /**
     * Deletes builds that do not serve: topics, consumer group and state. Answers when that is done, or after ten seconds,
     * while it goes on: an instance that still runs one has to stop it first.
     *
     * @param version the builds of this version, also one that has not served yet, and one that serves if this process has no version of
     *     the projection; null for all that have served. One that is not known in this process is deleted only if no other one runs it;
     *     else the future fails with the hosts that do
     */
    CompletableFuture<ControlAnswer> cleanUp(String projection, @Nullable Integer version);
}
