package dev.gregor.messaging.subscribe.queue;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.subscribe.run.Received;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a share group, which has one message at a time. A member that renews the lock of a message gets no others until that one is
 * acknowledged, so that each message that is handled at the same time takes a member of its own. A member that does not poll might have
 * a message all the same, past its lock, so that there is none while the queue is paused.
 */
final class QueueWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueWorker.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int LOCK_MILLIS = 30_000;

    private final QueueRun queue;
    private final Set<String> topics;
    private volatile @Nullable String failure;

    QueueWorker(QueueRun queue, Set<String> topics) {
        this.queue = queue;
        this.topics = topics;
    }

    @Override
    public void run() {
        while (!queue.isClosed()) {
            if (queue.isPaused()) {
                LockSupport.parkNanos(POLL.toNanos());
                continue;
            }
            try (ShareConsumer<byte[], byte[]> consumer = queue.consumer()) {
                consumer.subscribe(topics);
                while (!queue.isClosed() && !queue.isPaused()) {
                    round(consumer);
                }
            } catch (RuntimeException e) {
                LOG.warn("A member of queue {} begins anew", queue.name(), e);
                failure = (e instanceof KafkaException ? "The cluster fails: " : "It fails: ") + e.getMessage();
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    private void round(ShareConsumer<byte[], byte[]> consumer) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
            if (queue.isPaused()) {
                commit(consumer, each, AcknowledgeType.RELEASE);
            } else {
                handle(consumer, each);
            }
        }
        failure = null;
    }

    private void handle(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        Received received = new Received(record, Place.of(record));
        CompletableFuture<AcknowledgeType> work = queue.work(received);
        int renewal = consumer.acquisitionLockTimeoutMs().orElse(LOCK_MILLIS) / 3;
        Optional<AcknowledgeType> end = end(work, renewal, received);
        while (end.isEmpty()) {
            if (!commit(consumer, record, AcknowledgeType.RENEW)) {
                LOG.warn(
                        "The lock of {} is lost: it is handled by another member of queue {}, too",
                        received.place(),
                        queue.name());
                work.join();
                return;
            }
            consumer.poll(Duration.ZERO);
            end = end(work, renewal, received);
        }
        if (!commit(consumer, record, end.get())) {
            LOG.warn(
                    "{} is handled again: its acknowledgement came too late for queue {}",
                    received.place(),
                    queue.name());
        }
    }

    /** How it has ended; empty if that takes longer. */
    private Optional<AcknowledgeType> end(CompletableFuture<AcknowledgeType> work, long millis, Received received) {
        try {
            return Optional.of(work.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            LOG.warn("{} is delivered again by queue {}", received.place(), queue.name(), e.getCause());
            LockSupport.parkNanos(POLL.toNanos());
            return Optional.of(AcknowledgeType.RELEASE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(AcknowledgeType.RELEASE);
        }
    }

    /** Whether the brokers have taken it. */
    private static boolean commit(
            ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        consumer.acknowledge(record, type);
        return consumer.commitSync().values().stream().allMatch(Optional::isEmpty);
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
