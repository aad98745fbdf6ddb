package dev.gregor.client.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait between tries: twice as long each time that all instances were asked, and at random, so that clients do not come back at once. */
public final class Backoff {

    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 2_000;
    private static final int MOST_DOUBLINGS = 6;

    private final int instances;
    private int tries;
    private Duration atLeastThisRound = Duration.ZERO;

    public Backoff(int instances) {
        this.instances = instances;
    }

    /** Begins anew, after a success. */
    public void reset() {
        tries = 0;
        atLeastThisRound = Duration.ZERO;
    }

    /**
     * The time until the next try.
     *
     * @param atLeast what the one that was asked has asked for, which holds when all were asked
     */
    public Duration next(Duration atLeast) {
        int round = tries / instances;
        tries++;
        long longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(round, MOST_DOUBLINGS));
        Duration wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        atLeastThisRound = later(atLeastThisRound, atLeast);
        return tries % instances == 0 ? wait.plus(endOfRound()) : wait;
    }

    private Duration endOfRound() {
        Duration asked = atLeastThisRound;
        atLeastThisRound = Duration.ZERO;
        return asked;
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
