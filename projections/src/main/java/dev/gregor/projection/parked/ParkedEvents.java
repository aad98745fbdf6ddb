package dev.gregor.projection.parked;

import dev.gregor.failure.TransientException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The events of one read model that could not be applied, as far as their partitions are in this process. All that came
 * after one of them under the same key is parked behind it, so that nothing overtakes it; other keys go on. Thread-safe.
 */
public interface ParkedEvents {

    /** How many events are parked. */
    int size();

    /**
     * The keys with parked events, the longest parked first.
     *
     * @param limit the maximum number of keys
     * @throws TransientException if a partition moves away meanwhile
     */
    List<ParkedKey> keys(int limit);

    /**
     * Applies the parked events of a key, in their order, up to the first that fails again.
     *
     * @return what became of those in this process, once that is committed; fails with a {@link TransientException} if
     *     partitions move: then they are as they were, or it was done after all
     */
    CompletableFuture<ParkingAnswer> retry(String key);

    /**
     * Throws the first parked event of a key away, so that its row goes on without it, and retries those behind it. Does
     * nothing if the first one is another event by now. Answers as {@link #retry} does.
     */
    CompletableFuture<ParkingAnswer> discard(String key, String eventId);
}
