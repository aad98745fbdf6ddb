package dev.gregor.messaging.subscribe.run;

import dev.gregor.live.DaemonThreads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that handle. Its methods are for the polling thread. A thread takes one lane after the other, so that short handlers need no
 * change of threads for each event; while lanes wait longer than that takes, further threads join in.
 */
final class Workers {

    /** After which a lane that still waits shows that there are too few threads. */
    private static final long STAFF_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** After which a worker tells what it has done, and does no more of a lane for now. */
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * What has become of the records of a lane that a worker had.
     *
     * @param letter whether it was the first dead letter of the lane
     * @param outcomes of the first ones; of all but the last they are done
     */
    record Ran(Lane lane, boolean letter, List<Outcome> outcomes) {}

    private final ExecutorService threads;
    private final int limit;
    private final AtomicInteger active = new AtomicInteger();
    private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicLong taken = new AtomicLong();
    private long submitted;
    private long submittedBefore;
    private long staffedNanos = System.nanoTime();
    private final BlockingQueue<Ran> results = new LinkedBlockingQueue<>();
    private final Queue<Ran> drained = new ArrayDeque<>();
    private final Map<Lane, Future<?>> running = new HashMap<>();

    Workers(String name, int threads) {
        this.limit = threads;
        this.threads = Executors.newFixedThreadPool(threads, DaemonThreads.named("gregor-handler-" + name));
    }

    /** Handles records of a lane one after the other, up to the first one that fails. */
    void run(Lane lane, List<Received> records, Function<Received, Outcome> handling) {
        submit(lane, () -> {
            List<Outcome> outcomes = new ArrayList<>();
            long end = System.nanoTime() + RUN_NANOS;
            for (Received each : records) {
                if (lane.work.isClosed() || (!outcomes.isEmpty() && System.nanoTime() > end)) {
                    break;
                }
                Outcome outcome = handling.apply(each);
                outcomes.add(outcome);
                if (!(outcome instanceof Outcome.Done)) {
                    break;
                }
            }
            results.add(new Ran(lane, false, outcomes));
        });
    }

    /** Handles a dead letter. */
    void runLetter(Lane lane, Supplier<Outcome> handling) {
        submit(lane, () -> results.add(new Ran(lane, true, List.of(handling.get()))));
    }

    private void submit(Lane lane, Runnable work) {
        lane.busy = true;
        FutureTask<?> task = new FutureTask<>(work, null);
        running.put(lane, task);
        submitted++;
        tasks.add(task);
        staffIfNone();
    }

    private void staffIfNone() {
        if (active.get() == 0 && !tasks.isEmpty()) {
            staff(1);
        }
    }

    /** Lets as many threads again join in if lanes wait that waited before. */
    private void staff() {
        staffIfNone();
        long now = System.nanoTime();
        if (now - staffedNanos > STAFF_NANOS) {
            if (taken.get() < submittedBefore) {
                staff(Math.min(limit - active.get(), active.get()));
            }
            staffedNanos = now;
            submittedBefore = submitted;
        }
    }

    private void staff(int more) {
        for (int i = 0; i < more; i++) {
            active.incrementAndGet();
            threads.execute(this::handleAll);
        }
    }

    /** A task that was interrupted may leave that behind for the next one. */
    private void handleAll() {
        for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            taken.incrementAndGet();
            task.run();
            Thread.interrupted();
        }
        active.decrementAndGet();
    }

    /** A result, if there is one within the time. */
    @Nullable
    Ran next(long nanos) {
        try {
            if (drained.isEmpty()) {
                results.drainTo(drained); // takes the lock once for all
            }
            Ran ran = drained.isEmpty() && nanos > 0 ? results.poll(nanos, TimeUnit.NANOSECONDS) : drained.poll();
            if (ran == null) {
                staff();
            } else {
                running.remove(ran.lane());
                ran.lane().busy = false;
            }
            return ran;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    boolean areIdle() {
        return running.isEmpty();
    }

    /** Whether a lane of this kind is being handled. */
    boolean anyRuns(Predicate<Lane> lanes) {
        return running.keySet().stream().anyMatch(lanes);
    }

    /** Interrupts what is being handled of these lanes. */
    void interrupt(Predicate<Lane> lanes) {
        running.entrySet().removeIf(each -> {
            boolean interrupted = lanes.test(each.getKey());
            if (interrupted) {
                each.getValue().cancel(true);
            }
            return interrupted;
        });
    }

    void close() {
        tasks.clear();
        threads.shutdownNow();
    }
}
