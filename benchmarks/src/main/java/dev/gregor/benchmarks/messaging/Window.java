package dev.gregor.benchmarks.messaging;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what is done, and measures from the end of the warm-up to the last one. Thread-safe. */
final class Window {

    private static final long LIMIT_SECONDS = 60;

    private final int warmUp;
    private final int all;
    private final AtomicInteger number = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long beginNanos = System.nanoTime();
    private volatile long endNanos;
    private volatile @Nullable Throwable failure;

    private Window(int warmUp, int all) {
        this.warmUp = warmUp;
        this.all = all;
    }

    /** Of so many. */
    static Window of(int all) {
        return new Window(0, all);
    }

    /** Of so many, and as many before them to warm up. */
    static Window withWarmUp(int measured) {
        return new Window(measured, 2 * measured);
    }

    /** How many there are in all. */
    int all() {
        return all;
    }

    /** One more is done. */
    void count() {
        int done = number.incrementAndGet();
        if (done == warmUp) {
            beginNanos = System.nanoTime();
        }
        if (done == all) {
            endNanos = System.nanoTime();
            ended.countDown();
        }
    }

    /** One more is done, or has failed. */
    void count(@Nullable Throwable failed) {
        if (failed == null) {
            count();
        } else {
            failure = failed;
            ended.countDown();
        }
    }

    /**
     * Waits until all are done.
     *
     * @throws IllegalStateException if that takes more than a minute, or one has failed
     */
    void await() {
        try {
            if (!ended.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "Only %d of %d are done after %d s".formatted(number.get(), all, LIMIT_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while events were on their way", e);
        }
        Throwable failed = failure;
        if (failed != null) {
            throw new IllegalStateException("An event failed: " + failed, failed);
        }
    }

    /** How many were done in a second, once all are. */
    double perSecond() {
        await();
        return (all - warmUp) * 1e9 / (endNanos - beginNanos);
    }
}
