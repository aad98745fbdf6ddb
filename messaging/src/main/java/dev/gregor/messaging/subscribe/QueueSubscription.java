package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
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
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A queue, and beside it a subscription to what has failed in it, with its retries and dead letters. */
final class QueueSubscription implements Running {

    private final MessagingSettings settings;
    private final Subscriber subscriber;
    private final Handling handling;
    private final QueueSpec spec;
    private final QueueRun queue;
    private volatile @Nullable SubscriptionThread failures;
    private boolean paused;
    private boolean closed;

    private QueueSubscription(MessagingSettings settings, Subscriber subscriber, Handling handling) {
        this.settings = settings;
        this.subscriber = subscriber;
        this.handling = handling;
        this.spec = subscriber.queueSpec();
        this.queue = QueueRun.start(
                settings,
                spec,
                new SubscriberRights(settings, subscriber).all(),
                handling::handle,
                this::startFailures);
    }

    static QueueSubscription start(MessagingSettings settings, Subscriber subscriber, Handling handling) {
        return new QueueSubscription(settings, subscriber, handling);
    }

    /** Once their topic is there. */
    private synchronized void startFailures() {
        if (!closed && failures == null) {
            SubscriptionThread started = SubscriptionThread.start(
                    settings,
                    subscriber.failuresSpec(spec.failures(settings.app())),
                    new SubscriberRights(settings, subscriber).ofFailures(),
                    this::handleFailed);
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
                : handling.handle(new Received(received.record(), placeBefore(received)));
    }

    /** Where it was in the queue, by which it is known and told from changes of tables. */
    private static Place placeBefore(Received received) {
        @Nullable Header place = received.record().headers().lastHeader(QueueHeaders.PLACE);
        return place == null ? received.place() : Place.parse(new String(place.value(), UTF_8));
    }

    @Override
    public synchronized void pause() {
        paused = true;
        queue.pause();
        SubscriptionThread started = failures;
        if (started != null) {
            started.pause();
        }
    }

    @Override
    public synchronized void resume() {
        paused = false;
        queue.resume();
        SubscriptionThread started = failures;
        if (started != null) {
            started.resume();
        }
    }

    @Override
    public void seek(Instant time) {
        throw new UnsupportedOperationException(
                "'%s' is a queue, which has no position; kafka-share-groups.sh --reset-offsets sets where its group begins"
                        .formatted(subscriber.name));
    }

    @Override
    public Optional<String> obstacle() {
        SubscriptionThread started = failures;
        return queue.obstacle()
                .or(() ->
                        started == null ? Optional.empty() : started.obstacle().map("What has failed: "::concat));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        Thread closing = DaemonThreads.of("gregor-queue-close", () -> {
            SubscriptionThread started = failures;
            if (started != null) {
                started.close();
            }
        });
        closing.start();
        queue.close();
        try {
            closing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
