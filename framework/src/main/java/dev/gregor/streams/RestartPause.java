package dev.gregor.streams;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before a failed thread is replaced: from 0.1 s doubling to 30 s, anew after two quiet minutes. Threads that fail
 * while another waits wait as long as that one. Thread-safe.
 */
final class RestartPause {

    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 30_000;
    private static final long QUIET_NANOS = Duration.ofMinutes(2).toNanos();

    private final CountDownLatch ended = new CountDownLatch(1);
    private long lastMillis;
    private long lastNanos;

    synchronized long nextMillis(long nowNanos) {
        boolean anew = lastMillis == 0 || nowNanos - lastNanos > QUIET_NANOS;
        if (!anew && nowNanos - lastNanos < TimeUnit.MILLISECONDS.toNanos(lastMillis)) {
            return lastMillis;
        }
        lastMillis = anew ? FIRST_MILLIS : Math.min(LONGEST_MILLIS, 2 * lastMillis);
        lastNanos = nowNanos;
        return lastMillis;
    }

    /** Waits that long, or until nothing is replaced any more. */
    void await(long millis) {
        try {
            ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing is replaced from now on: who waits goes on at once. */
    void end() {
        ended.countDown();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }
}
