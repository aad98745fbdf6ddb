package dev.gregor.messaging.flow;

import java.time.Duration;
import java.time.Instant;

/**
 * How time is divided into windows. A window is closed once a later message of its partition, by the time in the message, is {@code late} after
 * its end; messages for it that come then are dead letters.
 *
 * @param size of each window
 * @param late how long it stays open after its end
 * @param onlyClosed whether only closed windows are passed on, once each; otherwise a window is passed on with each message
 */
public record Windows(Duration size, Duration late, boolean onlyClosed) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the size is under a millisecond, or {@code late} is negative
     */
    public Windows {
        if (size.toMillis() < 1 || late.isNegative()) {
            throw new IllegalArgumentException(
                    "Windows of %s, open for %s more: the first is 1 ms or more, the second not negative"
                            .formatted(size, late));
        }
    }

    /** Returns windows of this size, which are closed at their end, and passed on with each message. */
    public static Windows of(Duration size) {
        return new Windows(size, Duration.ZERO, false);
    }

    /** Returns the same that stay open for so much longer. */
    public Windows waitingFor(Duration lateMessages) {
        return new Windows(size, lateMessages, onlyClosed);
    }

    /** Returns the same that are passed on only once, when they are closed. */
    public Windows onlyWhenClosed() {
        return new Windows(size, late, true);
    }

    /**
     * A window.
     *
     * @param start its first moment
     * @param end the first moment after it
     */
    public record Window(Instant start, Instant end) {}

    Window startingAt(long millis) {
        return new Window(Instant.ofEpochMilli(millis), Instant.ofEpochMilli(millis + size.toMillis()));
    }

    long startOf(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), size.toMillis()) * size.toMillis();
    }

    /** The start of the first window that is open at this time. */
    long firstOpen(long millis) {
        return Math.floorDiv(millis - late.toMillis(), size.toMillis()) * size.toMillis();
    }
}
