package dev.gregor.messaging.publish;

import dev.gregor.failure.TransientException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Lets the first record that a producer sends to a partition arrive before it sends others. A broker that knows nothing of an idempotent producer yet
 * accepts any sequence number: if it refuses the first batch, as it does while it becomes the leader, and accepts the second one that is
 * already on its way, the first one is out of order from then on, and lost. Thread-safe.
 */
final class FirstRecords {

    private final long maxBlockMillis;
    private final Map<TopicPartition, CompletableFuture<Boolean>> firsts = new ConcurrentHashMap<>();

    FirstRecords(long maxBlockMillis) {
        this.maxBlockMillis = maxBlockMillis;
    }

    /**
     * Returns when a record may be sent.
     *
     * @return to be completed with whether the record has arrived, if it is the first one; else nothing
     */
    @Nullable
    CompletableFuture<Boolean> enter(TopicPartition partition) {
        while (true) {
            CompletableFuture<Boolean> first = firsts.get(partition);
            if (first == null) {
                CompletableFuture<Boolean> mine = new CompletableFuture<>();
                if (firsts.putIfAbsent(partition, mine) == null) {
                    return mine;
                }
            } else if (hasArrived(first)) {
                return null;
            } else {
                firsts.remove(partition, first);
            }
        }
    }

    private boolean hasArrived(CompletableFuture<Boolean> first) {
        try {
            return first.get(maxBlockMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new TransientException(
                    "The first message of a partition has not arrived for %d ms; check the brokers"
                            .formatted(maxBlockMillis),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting to publish", e);
        }
    }
}
