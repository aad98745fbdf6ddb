package dev.gregor.messaging.subscribe.pace;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many dead letters may be handled again now. */
public final class Throttle {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Twice as long as it takes until somebody asks again. */
    private static final double MADE_UP_SECONDS = 0.1;

    private final LongSupplier nanoClock;
    private double perSecond;
    private double allowed;
    private long lastNanos;

    /** Without a limit; a clock counts nanoseconds. */
    public Throttle(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        reset();
    }

    /** Begins anew: nothing is left over from earlier. */
    public void reset() {
        allowed = 0;
        lastNanos = nanoClock.getAsLong();
    }

    /** Sets how many a second; 0 for no limit. */
    public void limit(double lettersPerSecond) {
        perSecond = lettersPerSecond;
    }

    /** Whether one more may be handled; it counts then. What was not handled within the last tenth of a second is made up for. */
    public boolean admits() {
        if (perSecond == 0) {
            return true;
        }
        long now = nanoClock.getAsLong();
        allowed = Math.min(1 + perSecond * MADE_UP_SECONDS, allowed + (now - lastNanos) * perSecond / NANOS);
        lastNanos = now;
        if (allowed < 1) {
            return false;
        }
        allowed--;
        return true;
    }
}
