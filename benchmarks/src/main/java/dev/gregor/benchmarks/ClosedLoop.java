package dev.gregor.benchmarks;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Keeps so many deposits in flight: each answer sends the next one. Accounts are drawn uniformly from those with none in
 * flight; every second deposit expects the version that the account had when it last answered.
 */
final class ClosedLoop {

    static final int ACCOUNTS = 10_000;

    private final WriteSystem system;
    private final long[] versions;
    private final AtomicIntegerArray busy = new AtomicIntegerArray(ACCOUNTS);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Histogram latencies = new ConcurrentHistogram(3);
    private volatile long recordFrom = Long.MAX_VALUE;
    private volatile boolean stopping;

    ClosedLoop(WriteSystem system, long[] versions) {
        this.system = system;
        this.versions = versions;
    }

    /**
     * Runs for a while.
     *
     * @param warmUpSeconds how long to run before counting
     * @param seconds how long to count
     */
    Level run(int inFlight, double warmUpSeconds, double seconds, Executor executor) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(inFlight);
        for (int i = 0; i < inFlight; i++) {
            Random random = new Random(i);
            executor.execute(() -> next(random, running));
        }
        Thread.sleep((long) (warmUpSeconds * 1000));
        long before = answered.get();
        double cpuBefore = Cpu.seconds();
        recordFrom = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        long after = answered.get();
        double elapsed = (System.nanoTime() - recordFrom) / 1e9;
        double cpu = Cpu.seconds() - cpuBefore;
        Histogram counted = latencies.copy();
        stopping = true;
        running.await();
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException(system.name() + " failed: " + failed, failed);
        }
        return new Level(system.name(), inFlight, (after - before) / elapsed, counted, cpu * 1000 / (after - before));
    }

    private void next(Random random, CountDownLatch running) {
        if (stopping || failure.get() != null) {
            running.countDown();
            return;
        }
        int account = idle(random);
        long expected = random.nextBoolean() ? versions[account] : -1;
        long start = System.nanoTime();
        CompletableFuture<Long> answer;
        try {
            answer = system.deposit(account, expected);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((version, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            } else {
                answered(account, version, start);
            }
            next(random, running);
        });
    }

    private void answered(int account, long version, long start) {
        versions[account] = version;
        busy.set(account, 0);
        answered.incrementAndGet();
        if (start >= recordFrom) {
            latencies.recordValue(System.nanoTime() - start);
        }
    }

    private int idle(Random random) {
        int account = random.nextInt(ACCOUNTS);
        while (!busy.compareAndSet(account, 0, 1)) {
            account = random.nextInt(ACCOUNTS);
        }
        return account;
    }
}
