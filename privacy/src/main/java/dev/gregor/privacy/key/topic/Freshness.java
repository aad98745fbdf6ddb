package dev.gregor.privacy.key.topic;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether what is in memory may be relied on: the topic was read to its end not long ago, and nobody has asked for newer since. Thread-safe. */
final class Freshness {

    /** How long. */
    static final Duration LIFE = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final AtomicInteger expired = new AtomicInteger();
    private volatile @Nullable Asked last;

    /** When somebody asked for the end of the topic. */
    record Asked(long nanos, int expired) {}

    /** By this clock, in nanoseconds. */
    Freshness(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** To be called before the end is asked for. */
    Asked asked() {
        return new Asked(nanos.getAsLong(), expired.get());
    }

    /** Takes note that all up to that end is read. */
    void reached(Asked asked) {
        last = asked;
    }

    /** Lets nothing count that was asked for before. */
    void expire() {
        expired.incrementAndGet();
    }

    boolean holds() {
        Asked known = last;
        return known != null && known.expired == expired.get() && nanos.getAsLong() - known.nanos < LIFE.toNanos();
    }
}
