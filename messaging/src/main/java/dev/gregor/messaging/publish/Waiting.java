package dev.gregor.messaging.publish;

import dev.gregor.failure.TransientException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many messages wait for the brokers. Thread-safe. */
final class Waiting {

    private final int limit;
    private final long maxBlockMillis;
    private final Semaphore free;

    Waiting(int limit, long maxBlockMillis) {
        this.limit = limit;
        this.maxBlockMillis = maxBlockMillis;
        this.free = new Semaphore(limit);
    }

    /**
     * Waits until these may wait, too.
     *
     * @return how many places are taken, to be given back
     */
    int enter(int messages) {
        int places = Math.min(messages, limit);
        try {
            if (!free.tryAcquire(places) && !free.tryAcquire(places, maxBlockMillis, TimeUnit.MILLISECONDS)) {
                throw new TransientException(
                        "%d messages have waited for the brokers for %d ms; check the brokers, or publish less"
                                .formatted(limit - free.availablePermits(), maxBlockMillis));
            }
            return places;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting to publish", e);
        }
    }

    void leave(int places) {
        free.release(places);
    }
}
