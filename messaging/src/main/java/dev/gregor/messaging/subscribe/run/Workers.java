package dev.gregor.messaging.subscribe.run;

import dev.gregor.live.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The threads that handle. Its methods are for the polling thread. A thread takes one lane after the other, so that short handlers need no
 * change of threads for each event; while lanes wait longer than that takes, further threads join in.
 */
final class Workers {

    /** After which a lane that still waits shows that there are too few threads. */
    private static final long STAFF_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Runs that are handed over together, so that the threads share one queue operation among many lanes. */
    private static final class Batch {
        private final List<Run> runs;
        private final AtomicInteger taken = new AtomicInteger();
        private final long beginNanos = System.nanoTime();

        Batch(List<Run> runs) {
            this.runs = runs;
        }

        @Nullable
        Run take() {
            int index = taken.getAndIncrement();
            return index < runs.size() ? runs.get(index) : null;
        }

        boolean isEmpty() {
            return taken.get() >= runs.size();
        }

        boolean isLate(long now) {
            return !isEmpty() && now - beginNanos > STAFF_NANOS;
        }
    }

    private final ExecutorService threads;
    private final int limit;
    private final AtomicInteger active = new AtomicInteger();
    private final Queue<Batch> batches = new ConcurrentLinkedQueue<>();
    private List<Run> collected = new ArrayList<>();
    private final List<Run> running = new ArrayList<>();
    private long staffedNanos = System.nanoTime();

    Workers(String name, int threads) {
        this.limit = threads;
        this.threads = Executors.newFixedThreadPool(threads, DaemonThreads.named("gregor-handler-" + name));
    }

    /** Has something done, once it is {@linkplain #handOver handed over}. */
    void add(Run run) {
        run.lane.busy = true;
        collected.add(run);
    }

    /** Hands over what was added. */
    void handOver() {
        if (!collected.isEmpty()) {
            running.addAll(collected);
            batches.add(new Batch(collected));
            collected = new ArrayList<>();
            staffIfNone();
        }
    }

    private void staffIfNone() {
        if (active.get() == 0 && !batches.isEmpty()) {
            staff(1);
        }
    }

    /** Lets as many threads again join in if lanes wait for long. */
    private void staff() {
        staffIfNone();
        long now = System.nanoTime();
        if (now - staffedNanos > STAFF_NANOS) {
            Batch oldest = batches.peek();
            if (oldest != null && oldest.isLate(now)) {
                staff(Math.min(limit - active.get(), active.get()));
            }
            staffedNanos = now;
        }
    }

    private void staff(int more) {
        for (int i = 0; i < more; i++) {
            active.incrementAndGet();
            threads.execute(this::handleAll);
        }
    }

    /** A run that was interrupted may leave that behind for the next one. */
    private void handleAll() {
        for (Run run = take(); run != null; run = take()) {
            run.run();
            Thread.interrupted();
        }
        active.decrementAndGet();
    }

    /** A batch goes with its last run, so that the oldest one shows whether any lane waits. */
    private @Nullable Run take() {
        for (Batch batch = batches.peek(); batch != null; batch = batches.peek()) {
            Run run = batch.take();
            if (batch.isEmpty()) {
                batches.remove(batch);
            }
            if (run != null) {
                return run;
            }
        }
        return null;
    }

    /** Hands on what is done since, as long as more is wanted. */
    void takeDone(Consumer<Run> done, BooleanSupplier wanted) {
        handOver();
        int left = 0;
        for (Run each : running) {
            if (each.isDone() && wanted.getAsBoolean()) {
                each.lane.busy = false;
                done.accept(each);
            } else {
                running.set(left++, each);
            }
        }
        running.subList(left, running.size()).clear();
        staff();
    }

    boolean areIdle() {
        return running.isEmpty();
    }

    /** Whether a lane of this kind is being handled. */
    boolean anyRuns(Predicate<Lane> lanes) {
        return running.stream().anyMatch(each -> lanes.test(each.lane));
    }

    /** Interrupts what is being handled of these lanes, and returns it. */
    List<Run> interrupt(Predicate<Lane> lanes) {
        List<Run> cancelled = running.stream()
                .filter(each -> lanes.test(each.lane) && each.cancel(true))
                .toList();
        running.removeIf(Run::isCancelled);
        return cancelled;
    }

    void close() {
        batches.clear();
        threads.shutdownNow();
    }
}
