package dev.gregor.event.log;

import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.position.Position;
import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far the partitions of a reader that live in this process have come in each partition of events that they read.
 * Waiting costs no thread. Thread-safe.
 */
public final class AppliedPositions {

    private static final Duration IDLE = Duration.ofSeconds(10);

    /** Not the default of futures, which on one or two processors starts a thread for each answer. */
    private static final Executor ANSWERS = answers();

    private final ConcurrentHashMap<Source, Progress> progress = new ConcurrentHashMap<>();
    private final AtomicLong arrivals = new AtomicLong();

    /** One partition of the reader, and one partition of events that flows into it. */
    private record Source(int readerPartition, String aggregateType, int eventsPartition) {}

    /** The order of arrival keeps waiters for one sequence apart. */
    private record Waiter(long sequence, long arrival, CompletableFuture<Boolean> reached) {}

    private static final class Progress {
        /** Thousands may wait here while a reader is behind, so each of them has to be cheap to remove. */
        private final TreeSet<Waiter> waiters =
                new TreeSet<>(Comparator.comparingLong(Waiter::sequence).thenComparingLong(Waiter::arrival));

        private long sequence;

        private synchronized Progress advance(long newSequence) {
            sequence = Math.max(sequence, newSequence);
            while (!waiters.isEmpty() && waiters.first().sequence() <= sequence) {
                waiters.pollFirst().reached().completeAsync(() -> true, ANSWERS);
            }
            return this;
        }

        private synchronized Progress await(Waiter waiter) {
            if (waiter.sequence() <= sequence) {
                waiter.reached().complete(true);
            } else {
                waiters.add(waiter);
            }
            return this;
        }

        /** Answers null if that leaves nothing worth keeping. */
        private synchronized @Nullable Progress remove(Waiter waiter) {
            waiters.remove(waiter);
            return waiters.isEmpty() && sequence == 0 ? null : this;
        }

        private synchronized void reset() {
            sequence = 0;
            waiters.forEach(waiter -> waiter.reached().completeAsync(Progress::moved, ANSWERS));
            waiters.clear();
        }

        private static Boolean moved() {
            throw new TransientException(
                    "The partition that was waited for moves to another instance or starts anew; try again");
        }

        private synchronized long sequence() {
            return sequence;
        }
    }

    /** Idle threads end, as they keep the class loader of who started them. */
    private static Executor answers() {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        var executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("gregor-positions"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Notes that a partition of the reader has applied all events up to this position. */
    public void advance(int readerPartition, Position position) {
        progress.compute(
                source(readerPartition, position), (key, at) -> orNew(at).advance(position.sequence()));
    }

    /** Forgets how far a partition of the reader has come, because it moved away or starts anew; fails those who wait for it. */
    public void forget(int readerPartition) {
        progress.forEach((source, at) -> {
            if (source.readerPartition() == readerPartition) {
                at.reset();
            }
        });
    }

    /** Forgets how far a partition of the reader has come in the events of one aggregate type; fails those who wait for it. */
    public void forget(int readerPartition, String aggregateType) {
        progress.forEach((source, at) -> {
            if (source.readerPartition() == readerPartition
                    && source.aggregateType().equals(aggregateType)) {
                at.reset();
            }
        });
    }

    /** The sequence up to which a partition of the reader has applied these events; 0 if it has not begun. */
    public long applied(int readerPartition, String aggregateType, int eventsPartition) {
        @Nullable Progress at = progress.get(new Source(readerPartition, aggregateType, eventsPartition));
        return at == null ? 0 : at.sequence();
    }

    /**
     * Waits until a partition of the reader has applied a position.
     *
     * @return true once it has, on one of a few threads that serve all who wait and are not to be blocked; false when the time is up; fails with a
     *     {@link TransientException} if the partition is {@link #forget forgotten} meanwhile
     */
    public CompletableFuture<Boolean> await(int readerPartition, Position position, Duration timeout) {
        Waiter waiter = new Waiter(position.sequence(), arrivals.incrementAndGet(), new CompletableFuture<>());
        Source source = source(readerPartition, position);
        progress.compute(source, (key, at) -> orNew(at).await(waiter));
        if (waiter.reached().isDone()) {
            return waiter.reached();
        }
        waiter.reached().completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS);
        return waiter.reached()
                .whenComplete(
                        (reached, impossible) -> progress.computeIfPresent(source, (key, at) -> at.remove(waiter)));
    }

    private static Progress orNew(@Nullable Progress at) {
        return at == null ? new Progress() : at;
    }

    private static Source source(int readerPartition, Position position) {
        return new Source(readerPartition, position.aggregateType(), position.partition());
    }
}
