package dev.gregor.messaging.subscribe.pace;

import java.util.concurrent.TimeUnit;

/** How many dead letters may be handled again now. */
public final class Throttle {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private double perSecond;
    private double allowed;
    private long lastNanos = System.nanoTime();

    /** Sets how many a second; 0 for no limit. */
    public void limit(double lettersPerSecond) {
        perSecond = lettersPerSecond;
    }

    /** Whether one more may be handled; it counts then. */
    public boolean admits() {
        if (perSecond == 0) {
            return true;
        }
        long now = System.nanoTime();
        allowed = Math.min(Math.max(1, perSecond / 5), allowed + (now - lastNanos) * perSecond / NANOS);
        lastNanos = now;
        if (allowed < 1) {
            return false;
        }
        allowed--;
        return true;
    }
}
