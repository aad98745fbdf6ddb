package dev.gregor.messaging.subscribe.pace;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long to wait after refusals: twice as long each time, and as at first after one that follows none for twice the longest pause. Of one
 * thread.
 */
public final class RefusalPause {

    private final Duration first;
    private final Duration longest;
    private final Duration recent;
    private final LongSupplier nanos;
    private Duration last = Duration.ZERO;
    private long endedNanos;

    /**
     * Without a refusal so far.
     *
     * @param recent how long a refusal may come again after the pause for it
     */
    public RefusalPause(Duration first, Duration longest, Duration recent, LongSupplier nanos) {
        this.first = first;
        this.longest = longest;
        this.recent = recent;
        this.nanos = nanos;
    }

    /** The pause after a refusal of now. */
    public Duration next() {
        boolean anew = last.isZero() || nanos.getAsLong() - endedNanos > 2 * longest.toNanos();
        Duration doubled = last.multipliedBy(2);
        last = anew ? first : doubled.compareTo(longest) < 0 ? doubled : longest;
        return last;
    }

    /** It is tried again from now on. */
    public void end() {
        endedNanos = nanos.getAsLong();
    }

    /** Whether it was tried again only just now. */
    public boolean areRecent() {
        return !last.isZero() && nanos.getAsLong() - endedNanos < recent.toNanos();
    }
}
