package dev.gregor.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait between tries: twice as long each time that all instances were asked, and at random, so that clients do not come back at once. */
final class Backoff {

    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 2_000;
    private static final int MOST_DOUBLINGS = 6;

    private final int instances;
    private int tries;

    Backoff(int instances) {
        this.instances = instances;
    }

    /** Begins anew, after a success. */
    void reset() {
        tries = 0;
    }

    /**
     * The time until the next try.
     *
     * @param atLeast what was asked for by the one that was asked; it does not hold for another one
     */
    Duration next(Duration atLeast) {
        int round = tries / instances;
        tries++;
        long longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(round, MOST_DOUBLINGS));
        Duration wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        boolean isSameAgain = tries % instances == 0;
        return isSameAgain && wait.compareTo(atLeast) < 0 ? atLeast.plus(wait) : wait;
    }
}
