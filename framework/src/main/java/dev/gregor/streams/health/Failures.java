package dev.gregor.streams.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;

/**
 * The failures of the threads of one application that follow each other, until it gets past them: it commits more of a
 * partition at which a thread failed, or fails no more for a while. That while is longer where it took longer to fail
 * again. Threads that fail while another waits to be replaced count as one with that. Thread-safe.
 */
public final class Failures {

    /** One failure may be an accident, such as a broker that was stopped. */
    private static final int AGAIN = 2;

    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long FORGOTTEN_NANOS = Duration.ofMinutes(3).toNanos();

    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Set<TopicPartition> failedAt = new HashSet<>();
    private int inARow;
    private Instant since = Instant.EPOCH;
    private String last = "";
    private long replacedNanos;
    private long tookNanos;
    private long total;

    Failures(LongSupplier nanos, InstantSource clock) {
        this.nanos = nanos;
        this.clock = clock;
    }

    /**
     * Notes a failure.
     *
     * @param partitions where it happened, if that is known
     * @param pauseMillis how long it will be until the thread is replaced
     * @return whether the one before it was of the same kind, so that there is nothing new to report
     */
    synchronized boolean add(Throwable failure, Set<TopicPartition> partitions, long pauseMillis) {
        long now = nanos.getAsLong();
        String text = text(failure);
        boolean repeated = inARow > 0 && kind(text).equals(kind(last));
        count(now, pauseMillis);
        total++;
        last = text;
        failedAt.addAll(partitions);
        return repeated;
    }

    /** Notes a failure that says nothing of those before and after it. */
    synchronized void count() {
        total++;
    }

    private void count(long now, long pauseMillis) {
        if (inARow > 0 && now < replacedNanos) {
            return;
        }
        if (inARow == 0 || now - replacedNanos > FORGOTTEN_NANOS) {
            forget();
            since = clock.instant();
        } else {
            tookNanos = Math.max(tookNanos, now - replacedNanos);
        }
        inARow++;
        replacedNanos = now + Duration.ofMillis(pauseMillis).toNanos();
    }

    /** Notes that the application has come further in these partitions. */
    synchronized void committed(Set<TopicPartition> partitions) {
        if (inARow > 0 && partitions.stream().anyMatch(failedAt::contains)) {
            forget();
        }
    }

    private void forget() {
        inARow = 0;
        tookNanos = 0;
        last = "";
        failedAt.clear();
    }

    /** How many failures there have been. */
    public synchronized long total() {
        return total;
    }

    /** What fails again and again; empty if nothing does any more. */
    synchronized Optional<Obstacle> obstacle() {
        boolean quiet = nanos.getAsLong() - replacedNanos > QUIET_NANOS + 2 * tookNanos;
        return inARow < AGAIN || quiet
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "its threads failed %d times in a row%s, the last time with %s"
                                .formatted(inARow, failedAt.isEmpty() ? "" : " at " + sorted(), last),
                        since));
    }

    private String sorted() {
        return failedAt.stream().map(TopicPartition::toString).sorted().toList().toString();
    }

    /** The cause in words: the exception that all others come from. */
    public static String text(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return root.getClass().getSimpleName() + (message == null ? "" : ": " + message.strip());
    }

    private static String kind(String text) {
        return text.substring(0, text.indexOf(':') < 0 ? text.length() : text.indexOf(':'));
    }

    /** The task of Kafka Streams in which it happened; null if that is not known. */
    public static @Nullable String task(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof StreamsException known && known.taskId().isPresent()) {
                return known.taskId().get().toString();
            }
        }
        return null;
    }
}
