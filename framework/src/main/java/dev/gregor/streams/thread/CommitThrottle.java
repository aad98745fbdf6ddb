package dev.gregor.streams.thread;

import java.time.Duration;

/**
 * How often a stream thread commits keyed events. Each event by itself would be a transaction, which costs the brokers more
 * than the event; and a commit is one of all tasks of the thread, so it is one pace for all of them.
 */
public final class CommitThrottle {

    private static final Duration SPACING_OF_FEW = Duration.ofMillis(50);
    private static final Duration LONGEST_SPACING = Duration.ofMillis(500);
    private static final int FEW = 4;

    private long last = -LONGEST_SPACING.toMillis();

    CommitThrottle() {}

    /**
     * How far apart commits are at the least. Each writes to all partitions of rows, and the more there are the more it costs.
     *
     * @param partitions of the rows
     */
    public static Duration spacing(int partitions) {
        Duration spacing = SPACING_OF_FEW.multipliedBy(Math.max(1, partitions / FEW));
        return spacing.compareTo(LONGEST_SPACING) < 0 ? spacing : LONGEST_SPACING;
    }

    /** Whether a commit may be asked for now, without waiting for the next moment that all tasks share. */
    public boolean allows(long nowMillis, Duration spacing) {
        return Math.abs(nowMillis - last) >= spacing.toMillis();
    }

    /** Notes that a commit was asked for. */
    public void commitAt(long nowMillis) {
        last = nowMillis;
    }
}
