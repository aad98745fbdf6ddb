package dev.gregor.streams.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether the threads of one application get on: each polls, handles records or commits again and again, and reads what
 * there is to be read. Thread-safe.
 */
public final class Progress {

    /** No rebalance, no commit and no record should keep a thread of a running application for longer. */
    private static final long STUCK_NANOS = Duration.ofSeconds(30).toNanos();

    /** After an aborted transaction its records come again sooner than this, if they are still to be handled here. */
    private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long FINE_NANOS = Duration.ofSeconds(1).toNanos();

    /** A thread that handles records for long polls seldom, and reads a partition at one of its next polls. */
    private static final int LOOKS = 10;

    private static final ThreadLocal<@Nullable Progress> OF_THREAD = new ThreadLocal<>();

    private final Map<Thread, Mark> signs = new ConcurrentHashMap<>();
    private final Map<Thread, Map<TopicPartition, Waiting>> waiting = new ConcurrentHashMap<>();
    private final Map<Thread, Expired> expired = new ConcurrentHashMap<>();
    private final Set<Supplier<Optional<String>>> causes = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanos;
    private final InstantSource clock;

    private record Mark(long nanos, Instant time) {}

    /** A transaction that was aborted, and since when that is so. */
    private record Expired(String what, Instant since, Mark last) {}

    private record Waiting(Unread records, Mark since, int looks) {
        private Waiting again(Unread seen) {
            return new Waiting(seen, since, looks + 1);
        }
    }

    /**
     * What can be read of a partition and has not been.
     *
     * @param position up to which offset it was read
     * @param records how many come after that, at least one
     */
    public record Unread(TopicPartition partition, long position, long records) {}

    Progress(LongSupplier nanos, InstantSource clock) {
        this.nanos = nanos;
        this.clock = clock;
    }

    private Mark now() {
        return new Mark(nanos.getAsLong(), clock.instant());
    }

    /**
     * Notes that the current thread has handled a record. Does nothing on a thread that is not one of an application.
     */
    public static void handled() {
        Progress progress = OF_THREAD.get();
        if (progress != null) {
            progress.hasHandled();
        }
    }

    private void hasHandled() {
        Mark before = signs.get(Thread.currentThread());
        if (before != null && nanos.getAsLong() - before.nanos() > FINE_NANOS) {
            works();
        }
    }

    /** The current thread polls or has committed. */
    public void works() {
        OF_THREAD.set(this);
        signs.put(Thread.currentThread(), now());
    }

    /** The current thread has committed. */
    void committed() {
        works();
        expired.remove(Thread.currentThread());
    }

    /**
     * A transaction of the current thread was open for longer than the brokers allow, so that they aborted it. The thread handles
     * its records again, which takes as long.
     */
    public void expired(Duration took, Duration limit) {
        expired(("a transaction of thread %s was open for %d s and was aborted, for the limit is %d s; its records are"
                        + " handled again: let handlers take less time, or set"
                        + " gregor.kafka.producer.transaction.timeout.ms higher")
                .formatted(Thread.currentThread().getName(), took.toSeconds(), limit.toSeconds()));
    }

    private void expired(String what) {
        if (signs.containsKey(Thread.currentThread())) {
            expired.compute(
                    Thread.currentThread(),
                    (thread, before) -> new Expired(what, before == null ? clock.instant() : before.since(), now()));
        }
    }

    /** The current thread finds nothing to handle; what it had begun, others have handled if that goes on. */
    public void idle() {
        expired.computeIfPresent(
                Thread.currentThread(),
                (thread, before) -> nanos.getAsLong() - before.last().nanos() > IDLE_NANOS ? null : before);
    }

    /** What the current thread has not read yet, of all its partitions. */
    public void unread(Collection<Unread> unread) {
        Map<TopicPartition, Waiting> before = waiting.getOrDefault(Thread.currentThread(), Map.of());
        Map<TopicPartition, Waiting> after = new HashMap<>();
        for (Unread each : unread) {
            Waiting waited = before.get(each.partition());
            after.put(
                    each.partition(),
                    waited == null || waited.records().position() != each.position()
                            ? new Waiting(each, now(), 1)
                            : waited.again(each));
        }
        waiting.put(Thread.currentThread(), after);
    }

    /** The current thread is one of the application no more. */
    public void ends() {
        OF_THREAD.remove();
        signs.remove(Thread.currentThread());
        waiting.remove(Thread.currentThread());
        expired.remove(Thread.currentThread());
    }

    /** What may delay the threads, and why; empty while it does not. It is asked when one of them does not get on. */
    public void delayedBy(Supplier<Optional<String>> cause) {
        causes.add(cause);
    }

    /** This delays nothing any more. */
    public void notDelayedBy(Supplier<Optional<String>> cause) {
        causes.remove(cause);
    }

    /** All threads have ended. */
    void restarts() {
        causes.clear();
        signs.clear();
        waiting.clear();
        expired.clear();
    }

    /** What does not get on; empty if all does. */
    Optional<Obstacle> obstacle() {
        return silent().or(this::unread)
                .or(() -> expired.values().stream().findFirst().map(each -> new Obstacle(each.what(), each.since())))
                .map(this::withCause);
    }

    private Obstacle withCause(Obstacle obstacle) {
        return causes.stream()
                .flatMap(each -> each.get().stream())
                .findFirst()
                .map(cause -> new Obstacle(obstacle.reason() + "; " + cause, obstacle.since()))
                .orElse(obstacle);
    }

    private Optional<Obstacle> silent() {
        return signs.entrySet().stream()
                .filter(each -> isStuck(each.getValue()))
                .map(each -> obstacle(
                        each.getValue(),
                        "thread " + each.getKey().getName() + " has neither polled, handled a record, nor committed"))
                .findFirst();
    }

    private Optional<Obstacle> unread() {
        return waiting.values().stream()
                .flatMap(each -> each.values().stream())
                .filter(each -> each.looks() >= LOOKS && isStuck(each.since()))
                .map(each -> obstacle(
                        each.since(),
                        "nothing was read of %s from offset %d, where %d records wait,"
                                .formatted(
                                        each.records().partition(),
                                        each.records().position(),
                                        each.records().records())))
                .findFirst();
    }

    private boolean isStuck(Mark since) {
        return nanos.getAsLong() - since.nanos() > STUCK_NANOS;
    }

    private Obstacle obstacle(Mark since, String what) {
        long seconds = Duration.ofNanos(nanos.getAsLong() - since.nanos()).toSeconds();
        return new Obstacle("%s for %d s".formatted(what, seconds), since.time());
    }
}
