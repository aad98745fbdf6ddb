package dev.gregor.projection.run;

import java.time.Duration;

/**
 * How often a stream thread commits keyed events. Each event by itself would be a transaction, which costs the brokers more
 * than the event; and a commit is one of all tasks of the thread, so it is one pace for all of them.
 */
final class CommitPace {

    /** How far apart commits are at the least. */
    static final Duration SPACING = Duration.ofMillis(50);

    private static final ThreadLocal<CommitPace> OF_THREAD = ThreadLocal.withInitial(CommitPace::new);

    private long last = -SPACING.toMillis();

    private CommitPace() {}

    static CommitPace ofThisThread() {
        return OF_THREAD.get();
    }

    /** Whether a commit may be asked for now, without waiting for the next moment that all tasks share. */
    boolean allows(long nowMillis) {
        return Math.abs(nowMillis - last) >= SPACING.toMillis();
    }

    void commitAt(long nowMillis) {
        last = nowMillis;
    }
}
