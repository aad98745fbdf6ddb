package dev.gregor.messaging.subscribe.queue;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.subscribe.pace.Setbacks;
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
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
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
    private final Setbacks setbacks;

    QueueWorker(QueueRun queue, Set<String> topics, Rights rights) {
        this.queue = queue;
        this.topics = topics;
        this.setbacks = new Setbacks("A member of queue " + queue.name(), rights, queue::isClosed);
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
                setbacks.failed(e);
                if (setbacks.isRefusal(e)) {
                    setbacks.awaitRights(queue::missing);
                } else {
                    setbacks.pause();
                }
            }
        }
    }

    private void round(ShareConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        setbacks.worked();
        for (ConsumerRecord<byte[], byte[]> each : polled) {
            if (queue.isPaused()) {
                commit(consumer, each, AcknowledgeType.RELEASE);
            } else {
                handle(consumer, each);
            }
        }
    }

    private void handle(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        Received received = new Received(record, Place.of(record));
        CompletableFuture<AcknowledgeType> work = queue.work(received);
        try {
            acknowledge(consumer, received, work);
        } catch (RuntimeException e) {
            setbacks.failed(e);
            awaitEnd(work);
            throw e;
        }
    }

    /** A member that has lost its message begins no other one until that one is handled. */
    private static void awaitEnd(CompletableFuture<AcknowledgeType> work) {
        work.handle((type, failure) -> type).join();
    }

    /** What is refused of another topic meanwhile does not take the lock of this message. */
    private void acknowledge(
            ShareConsumer<byte[], byte[]> consumer, Received received, CompletableFuture<AcknowledgeType> work) {
        ConsumerRecord<byte[], byte[]> record = received.record();
        int renewal = consumer.acquisitionLockTimeoutMs().orElse(LOCK_MILLIS) / 3;
        Optional<AcknowledgeType> end = end(work, renewal, received);
        @Nullable TopicAuthorizationException ofOthers = null;
        while (end.isEmpty()) {
            Optional<KafkaException> lost = commit(consumer, record, AcknowledgeType.RENEW);
            if (lost.isPresent()) {
                LOG.warn(
                        "The lock of {} is lost, so that another member of queue {} handles it, too: {}",
                        received.place(),
                        queue.name(),
                        lost.get().toString());
                awaitEnd(work);
                return;
            }
            try {
                consumer.poll(Duration.ZERO);
            } catch (TopicAuthorizationException e) {
                if (e.unauthorizedTopics().contains(record.topic())) {
                    throw e;
                }
                setbacks.failed(e);
                ofOthers = e;
            }
            end = end(work, renewal, received);
        }
        commit(consumer, record, end.get())
                .ifPresent(failure -> LOG.warn(
                        "{} is handled again, for its acknowledgement was not taken from queue {}: {}",
                        received.place(),
                        queue.name(),
                        failure.toString()));
        if (ofOthers != null) {
            throw ofOthers;
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

    /** Why the brokers have not taken it, if they have not. */
    private static Optional<KafkaException> commit(
            ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        consumer.acknowledge(record, type);
        return consumer.commitSync().values().stream().flatMap(Optional::stream).findFirst();
    }

    Optional<String> failure() {
        return setbacks.reason();
    }
}
