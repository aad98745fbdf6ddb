package dev.gregor.messaging.subscribe;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often, and after which delays, an event is handled again that has failed. No thread waits meanwhile, and events of other keys
 * go on.
 *
 * @param retries how often; 0 for never
 * @param firstDelay the delay before the first retry, which doubles with each further one
 * @param maxDelay the longest delay
 * @param jitter by which part a delay is shorter or longer at random, from 0 to 1
 */
public record RetryPolicy(int retries, Duration firstDelay, Duration maxDelay, double jitter) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the number or a delay is negative, or the jitter is not from 0 to 1
     */
    public RetryPolicy {
        if (retries < 0 || firstDelay.isNegative() || maxDelay.isNegative() || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException(
                    "retries %d, firstDelay %s, maxDelay %s, jitter %s: none may be negative, jitter is 1 at most"
                            .formatted(retries, firstDelay, maxDelay, jitter));
        }
    }

    /** Returns that of 3 retries, after 100, 200 and 400 ms, each a fifth shorter or longer at most. */
    public static RetryPolicy standard() {
        return new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(30), 0.2);
    }

    /** Returns that of no retries. */
    public static RetryPolicy none() {
        return new RetryPolicy(0, Duration.ZERO, Duration.ZERO, 0);
    }

    /** The delay before a retry in nanoseconds; the first one is number 1. */
    long delayNanos(int retry) {
        double doubled = (double) firstDelay.toNanos() * Math.pow(2, Math.min(retry - 1, 60));
        double delay = Math.min(doubled, (double) maxDelay.toNanos());
        return (long) (delay * (1 + jitter * ThreadLocalRandom.current().nextDouble(-1, 1)));
    }
}
