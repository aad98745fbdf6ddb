package dev.gregor.messaging.subscribe;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterHeaders;
import dev.gregor.messaging.subscribe.queue.QueueHeaders;
import dev.gregor.messaging.subscribe.queue.QueueRun;
import dev.gregor.messaging.subscribe.queue.QueueSpec;
import dev.gregor.messaging.subscribe.run.Outcome;
import dev.gregor.messaging.subscribe.run.Received;
import dev.gregor.messaging.subscribe.run.Running;
import dev.gregor.messaging.subscribe.run.SubscriptionThread;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A queue, and beside it a subscription to what has failed in it, with its retries and dead letters. */
final class QueueSubscription implements Running {

    private final MessagingSettings settings;
    private final Subscriber subscriber;
    private final Handling handling;
    private final QueueSpec spec;
    private final QueueRun queue;
    private @Nullable SubscriptionThread failures;
    private boolean paused;
    private boolean closed;

    private QueueSubscription(MessagingSettings settings, Subscriber subscriber, Handling handling) {
        this.settings = settings;
        this.subscriber = subscriber;
        this.handling = handling;
        this.spec = subscriber.queueSpec();
        this.queue = QueueRun.start(settings, spec, handling::handle, this::startFailures);
    }

    static QueueSubscription start(MessagingSettings settings, Subscriber subscriber, Handling handling) {
        return new QueueSubscription(settings, subscriber, handling);
    }

    /** Once their topic is there. */
    private synchronized void startFailures() {
        if (!closed && failures == null) {
            SubscriptionThread started = SubscriptionThread.start(
                    settings, subscriber.failuresSpec(spec.failures(settings.app())), this::handleFailed);
            if (paused) {
                started.pause();
            }
            failures = started;
        }
    }

    /** A message whose deliveries have not ended is a dead letter first; somebody who retries that wants it handled. */
    private Outcome handleFailed(Received received) {
        Headers headers = received.record().headers();
        return headers.lastHeader(QueueHeaders.DELIVERIES) != null && headers.lastHeader(LetterHeaders.TRIES) == null
                ? new Outcome.Failed(
                        new PermanentException(
                                "It was delivered again and again, and no delivery has ended: its handler may end the process, or wait for ever"),
                        true)
                : handling.handle(received);
    }

    @Override
    public synchronized void pause() {
        paused = true;
        queue.pause();
        if (failures != null) {
            failures.pause();
        }
    }

    @Override
    public synchronized void resume() {
        paused = false;
        queue.resume();
        if (failures != null) {
            failures.resume();
        }
    }

    @Override
    public void seek(Instant time) {
        throw new UnsupportedOperationException(
                "'%s' is a queue, which has no position; kafka-share-groups.sh --reset-offsets sets where its group begins"
                        .formatted(subscriber.name));
    }

    @Override
    public synchronized Optional<String> obstacle() {
        SubscriptionThread started = failures;
        return queue.obstacle()
                .or(() ->
                        started == null ? Optional.empty() : started.obstacle().map("What has failed: "::concat));
    }

    @Override
    public void close() {
        queue.close();
        synchronized (this) {
            closed = true;
            if (failures != null) {
                failures.close();
            }
        }
    }
}
