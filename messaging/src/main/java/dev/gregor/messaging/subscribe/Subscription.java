package dev.gregor.messaging.subscribe;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.LetterHandler;
import dev.gregor.messaging.subscribe.run.Running;
import dev.gregor.messaging.subscribe.run.SubscriptionThread;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A {@link Subscriber} that runs, with a thread that polls and as many that handle as it says. Instances with the same application
 * and name share the partitions.
 *
 * <pre>{@code
 * try (Subscription mails = Subscription.start(settings, new WelcomeMail(mailer))) { ... }
 * }</pre>
 *
 * <p>It goes on by itself after failures of the cluster; {@link #obstacle} says what it waits for. What was handled and not committed
 * then is handled again. Safe for use by many threads.
 */
public final class Subscription implements LetterHandler, AutoCloseable {

    private final Handling handling;
    private final Running running;
    private final DryRuns dryRuns;

    private Subscription(String name, Handling handling, Running running) {
        this.dryRuns = new DryRuns(name);
        this.handling = handling;
        this.running = running;
    }

    /**
     * Returns what a subscription needs to be allowed by the authorizer of its cluster, besides Write on the topics that its handlers
     * publish to and reply in.
     *
     * @throws IllegalArgumentException if the subscriber has no topics
     */
    public static Rights rights(MessagingSettings settings, Subscriber subscriber) {
        return new SubscriberRights(settings, subscriber).all();
    }

    /**
     * Starts a subscription, which joins its group by itself. Topics of dead letters are made where they are missing.
     *
     * @throws IllegalArgumentException if the subscriber has no topics
     */
    public static Subscription start(MessagingSettings settings, Subscriber subscriber) {
        Handling handling = new Handling(settings, subscriber);
        return new Subscription(
                subscriber.name(),
                handling,
                subscriber.isQueue()
                        ? QueueSubscription.start(settings, subscriber, handling)
                        : SubscriptionThread.start(
                                settings, subscriber.spec(), rights(settings, subscriber), handling::handle));
    }

    /** Handles no further messages from now on; those that are being handled go on. Keeps its partitions. */
    public void pause() {
        running.pause();
    }

    /** Goes on after a {@link #pause}. */
    public void resume() {
        running.resume();
    }

    /**
     * Goes to the first message at or after a time, in the partitions that this instance has: call it on every instance.
     * Messages from there on are handled again, or passed over. Dead letters stay as they are. Returns when that is committed.
     *
     * @throws dev.gregor.failure.TransientException if it is not done within a minute
     * @throws UnsupportedOperationException if it is a queue
     */
    public void seek(Instant time) {
        running.seek(time);
    }

    /** Why no messages are handled, in words for people; empty while they are, or there are none. */
    public Optional<String> obstacle() {
        return running.obstacle();
    }

    @Override
    public DryRun dryRun(DeadLetter letter, ConsumerRecord<byte[], byte[]> record, Duration timeout) {
        return dryRuns.run(letter, timeout, () -> handling.dryRun(letter, record));
    }

    /** Interrupts a dry run, finishes what is being handled, for up to 30 seconds, commits, and leaves the group. */
    @Override
    public void close() {
        dryRuns.close();
        running.close();
    }
}
