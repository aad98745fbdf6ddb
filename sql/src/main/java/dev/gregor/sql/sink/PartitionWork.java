package dev.gregor.sql.sink;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far a partition is, and why it goes no further. Not thread-safe. */
final class PartitionWork {

    private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

    final TopicPartition partition;
    long next;
    private @Nullable String failure;
    private long delayNanos;
    private long retryNanos;

    PartitionWork(TopicPartition partition, long next) {
        this.partition = partition;
        this.next = next;
    }

    void succeeded(long nextOffset) {
        next = nextOffset;
        failure = null;
    }

    void failed(String reason) {
        delayNanos = failure == null ? FIRST_NANOS : Math.min(2 * delayNanos, LONGEST_NANOS);
        retryNanos = System.nanoTime() + delayNanos;
        failure = reason;
    }

    /** Whether it is to be tried again now. */
    boolean isDue() {
        return failure == null || System.nanoTime() - retryNanos >= 0;
    }

    @Nullable
    String failure() {
        return failure;
    }
}
