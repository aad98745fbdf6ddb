package dev.gregor.benchmarks.machine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that happens elsewhere. */
public final class Waiting {

    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Waiting() {}

    /**
     * Looks every 20 ms.
     *
     * @param what is waited for, as in "until the limit runs"
     * @throws IllegalStateException after a minute in vain, or if the thread is interrupted
     */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException("Waited 60 s in vain until " + what);
            }
            seconds(0.02);
        }
    }

    /** Waits until {@link System#nanoTime} is so much, to send something at its time. */
    public static void untilNanoTime(long moment) {
        long left = moment - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = moment - System.nanoTime();
        }
    }

    /**
     * Lets so many seconds pass.
     *
     * @throws IllegalStateException if the thread is interrupted
     */
    public static void seconds(double seconds) {
        try {
            Thread.sleep((long) (seconds * 1000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
