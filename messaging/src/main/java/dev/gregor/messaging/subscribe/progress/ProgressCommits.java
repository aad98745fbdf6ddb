package dev.gregor.messaging.subscribe.progress;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of a consumer that are in no transaction. Of two commits of a partition the one counts that the coordinator has appended last. So
 * nothing else is committed until the coordinator has answered. If it never does, as a connection is lost, the request may be carried out at any
 * time while the consumer is a member of its group: it commits progress alone from then on, and nothing that must count for good. Belongs to the
 * polling thread.
 */
public final class ProgressCommits {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressCommits.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private @Nullable Map<TopicPartition, OffsetAndMetadata> underWay;
    private boolean inDoubt;

    /** Those of this consumer. */
    public ProgressCommits(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Commits, and does not wait.
     *
     * @param failed what to do if they are not known to be committed
     */
    public void begin(Map<TopicPartition, OffsetAndMetadata> offsets, Runnable failed) {
        underWay = offsets;
        try {
            consumer.commitAsync(offsets, (committed, failure) -> ended(offsets, failure, failed));
        } catch (RuntimeException e) {
            underWay = null;
            inDoubt = true;
            throw e;
        }
    }

    private void ended(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure, Runnable failed) {
        if (underWay != offsets) {
            return;
        }
        underWay = null;
        if (failure != null) {
            LOG.debug("{} are not known to be committed", offsets, failure);
            inDoubt |= !isAnswer(failure);
            failed.run();
        }
    }

    private static boolean isAnswer(Exception failure) {
        Throwable reason = failure instanceof RetriableCommitFailedException ? failure.getCause() : failure;
        return reason instanceof CommitFailedException
                || (reason instanceof ApiException
                        && !(reason instanceof DisconnectException
                                || reason instanceof NetworkException
                                || reason instanceof TimeoutException
                                || reason instanceof AuthenticationException));
    }

    /** Whether the outcome is not known yet. */
    public boolean areUnderWay() {
        return underWay != null;
    }

    /** Whether one was never answered. */
    public boolean areInDoubt() {
        return inDoubt;
    }

    /**
     * Waits until the outcome is known. A commit that waits for the coordinator to be found is sent before the consumer asks that for what is
     * committed.
     *
     * @throws KafkaException if the outcome is not known in time
     */
    public void await() {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (Map<TopicPartition, OffsetAndMetadata> offsets = underWay; offsets != null; offsets = underWay) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative()) {
                throw new TimeoutException("The coordinator of the group has not answered a commit within " + LIMIT);
            }
            consumer.commitSync(Map.of(), left);
            if (underWay != null) {
                consumer.committed(offsets.keySet(), left);
            }
        }
    }

    /** Commits, and waits for that. */
    public void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        consumer.commitSync(offsets, LIMIT);
    }

    /**
     * Makes sure that nothing can be committed any more behind what follows.
     *
     * @throws KafkaException if it can; another consumer has to take the place of this one then
     */
    public void requireAnswers() {
        if (inDoubt) {
            throw new KafkaException(
                    "A commit was not answered and may be carried out yet: another consumer begins with what is committed");
        }
    }

    /** Waits for nothing any more. */
    public void abandon() {
        underWay = null;
    }
}
