package dev.gregor.snapshot;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * What aggregates in memory may have that nobody is to read any more.
 *
 * @param count changes when something was forgotten that aggregates in memory may have: all are read again then. Any thread may ask
 * @param life the longest time that an aggregate stays in memory without being read again; zero for no limit
 */
public record Forgetting(IntSupplier count, Duration life) {

    /** Nothing is ever forgotten. */
    public static final Forgetting NEVER = new Forgetting(() -> 0, Duration.ZERO);

    boolean hasLife() {
        return !life.isZero();
    }
}
