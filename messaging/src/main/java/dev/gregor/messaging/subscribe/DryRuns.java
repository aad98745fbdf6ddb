package dev.gregor.messaging.subscribe;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.DryRun.Result;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Dry runs of a subscription, one at a time, each in a thread of its own and within a time. Handlers that ignore their interruption keep
 * their thread; there are no further dry runs until they end. Thread-safe; {@link #close} waits for none.
 */
final class DryRuns implements AutoCloseable {

    private static final String SETTING = "gregor.dead-letters.dry-run-timeout";

    /** For handlers that were interrupted to end. */
    private static final long GRACE_MILLIS = 1_000;

    private final String subscription;
    private final Queue<Thread> interrupted = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread current;
    private volatile boolean closed;

    DryRuns(String subscription) {
        this.subscription = subscription;
    }

    /**
     * Calls the handlers, and waits for them, and before for those of another dry run.
     *
     * @throws TransientException if the calling thread is interrupted meanwhile
     */
    synchronized DryRun run(DeadLetter letter, Duration timeout, Callable<DryRun> handlers) {
        if (closed) {
            return ended(letter);
        }
        Optional<Thread> before = stillRunning();
        if (before.isPresent()) {
            return DryRun.notRun(
                    letter,
                    "Handlers of '%s' that were interrupted in an earlier dry run still run in thread '%s': wait until they end, or restart the process"
                            .formatted(subscription, before.get().getName()));
        }
        FutureTask<DryRun> task = new FutureTask<>(handlers);
        Thread thread = DaemonThreads.of("gregor-dry-run-" + letter.id(), task);
        thread.start();
        current = thread;
        if (closed) {
            thread.interrupt();
        }
        try {
            DryRun run = task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return closed ? ended(letter) : run;
        } catch (TimeoutException e) {
            return timedOut(letter, timeout, thread);
        } catch (ExecutionException e) {
            throw new PermanentException(
                    "The dry run of dead letter %s has failed: %s".formatted(letter.id(), e.getCause()), e);
        } catch (InterruptedException e) {
            interrupt(thread);
            Thread.currentThread().interrupt();
            throw new TransientException("The dry run of dead letter %s was interrupted".formatted(letter.id()), e);
        }
    }

    private DryRun ended(DeadLetter letter) {
        return DryRun.notRun(
                letter, "Subscription '%s' has ended: ask a process in which it runs".formatted(subscription));
    }

    private Optional<Thread> stillRunning() {
        interrupted.removeIf(each -> !each.isAlive());
        return Optional.ofNullable(interrupted.peek());
    }

    private DryRun timedOut(DeadLetter letter, Duration timeout, Thread thread) {
        StackTraceElement[] where = thread.getStackTrace();
        interrupt(thread);
        String message = "The handlers of '%s' did not return within %d ms (%s) and were interrupted"
                .formatted(subscription, timeout.toMillis(), SETTING);
        String running =
                "; they still run in thread '%s', and there are no further dry runs of '%s' until they end or the process is restarted"
                        .formatted(thread.getName(), subscription);
        return new DryRun(
                letter,
                Result.TIMED_OUT,
                TimeoutException.class.getName(),
                hasEnded(thread) ? message : message + running,
                Arrays.stream(where).map(each -> "\tat " + each).collect(Collectors.joining("\n")),
                List.of());
    }

    private void interrupt(Thread thread) {
        interrupted.add(thread);
        thread.interrupt();
    }

    private static boolean hasEnded(Thread thread) {
        try {
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** Interrupts the handlers of the dry run that is under way; there are no further ones. */
    @Override
    public void close() {
        closed = true;
        Thread running = current;
        if (running != null) {
            running.interrupt();
        }
    }
}
