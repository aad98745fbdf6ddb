package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.write.system.Accounts;
import dev.gregor.benchmarks.write.system.Answer;
import dev.gregor.benchmarks.write.system.Answer.Deposited;
import dev.gregor.benchmarks.write.system.Answer.Refused;
import dev.gregor.benchmarks.write.system.WriteSystem;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps so many deposits in flight: each answer sends the next one, on the thread that brought it. Accounts are drawn
 * uniformly from those with none in flight; half of the deposits, by lot, expect the version that the account has.
 */
final class ClosedLoop implements AutoCloseable {

    private static final int DIGITS = 3;

    private final WriteSystem system;
    private final Accounts accounts;
    private final Recorder latencies = new Recorder(DIGITS);
    private final LongAdder refused = new LongAdder();
    private final Phaser inFlight = new Phaser(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong allowed;
    private volatile boolean stopping;

    private ClosedLoop(WriteSystem system, Accounts accounts, long allowed) {
        this.system = system;
        this.accounts = accounts;
        this.allowed = new AtomicLong(allowed);
    }

    /** Runs until it is closed. */
    static ClosedLoop start(WriteSystem system, Accounts accounts, int inFlight) {
        return start(new ClosedLoop(system, accounts, Long.MAX_VALUE), inFlight);
    }

    /** Runs until so many deposits are acknowledged. */
    static void run(WriteSystem system, Accounts accounts, int inFlight, long deposits) {
        ClosedLoop loop = start(new ClosedLoop(system, accounts, deposits), inFlight);
        loop.inFlight.arriveAndAwaitAdvance();
        loop.requireNoFailure();
    }

    private static ClosedLoop start(ClosedLoop loop, int inFlight) {
        loop.inFlight.bulkRegister(inFlight);
        for (int seed = 0; seed < inFlight; seed++) {
            loop.next(new Random(seed));
        }
        return loop;
    }

    /**
     * Lets it run, and answers what happened meanwhile.
     *
     * @throws IllegalStateException if a deposit failed
     */
    Interval measure(double seconds) {
        latencies.reset();
        refused.reset();
        long before = accounts.deposits();
        long start = System.nanoTime();
        Waiting.seconds(seconds);
        long deposits = accounts.deposits() - before;
        double elapsed = (System.nanoTime() - start) / 1e9;
        requireNoFailure();
        return new Interval(deposits, refused.sum(), elapsed, latencies.getIntervalHistogram());
    }

    private void requireNoFailure() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("A deposit failed: " + failed, failed);
        }
    }

    private void next(Random random) {
        if (stopping || failure.get() != null || allowed.getAndDecrement() <= 0) {
            inFlight.arriveAndDeregister();
            return;
        }
        int account = accounts.take(random);
        long expected = random.nextBoolean() ? accounts.version(account) : WriteSystem.ANY_VERSION;
        long start = System.nanoTime();
        deposit(account, expected).whenComplete((answer, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
                next(random);
            } else if (answer instanceof Refused refusal) {
                refused(account, refusal, random);
            } else {
                deposited(account, (Deposited) answer, start);
                next(random);
            }
        });
    }

    private CompletableFuture<Answer> deposit(int account, long expected) {
        try {
            return system.deposit(account, expected);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void deposited(int account, Deposited answer, long start) {
        latencies.recordValue(System.nanoTime() - start);
        try {
            accounts.deposited(account, answer.version());
        } catch (IllegalStateException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void refused(int account, Refused refusal, Random random) {
        refused.increment();
        allowed.incrementAndGet();
        accounts.giveBack(account);
        CompletableFuture.delayedExecutor(refusal.retryAfter().toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> next(random));
    }

    /**
     * Waits until nothing is in flight.
     *
     * @throws IllegalStateException if a deposit failed
     */
    @Override
    public void close() {
        stopping = true;
        inFlight.arriveAndAwaitAdvance();
        requireNoFailure();
    }
}
