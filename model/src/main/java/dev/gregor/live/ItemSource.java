package dev.gregor.live;

import java.util.Optional;

/**
 * Where the items of a subscription come from. One thread takes them and closes the source; only {@link #stop()} is called by others.
 *
 * @param <T> the items
 */
public interface ItemSource<T> extends AutoCloseable {

    /**
     * Returns the next item, and waits for it. Empty if there is none yet, or the source is stopped; it is asked again then.
     *
     * @throws dev.gregor.failure.GregorException if there are no more items; the subscription ends with it
     */
    Optional<T> next();

    /** Ends a wait for an item at once, or the next wait. From any thread, and more than once. */
    void stop();

    /** Lets go of what the source holds. */
    @Override
    void close();
}
