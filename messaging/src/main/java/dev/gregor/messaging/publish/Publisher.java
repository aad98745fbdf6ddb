package dev.gregor.messaging.publish;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.envelope.ReplyTo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Publishes messages. Those that one thread publishes with one key are in the topic in this order, each once.
 *
 * <pre>{@code
 * publisher.publish("user-events", "42", new UserRegistered("john", "john@example.com")).join();
 * }</pre>
 *
 * <p>What waits for the brokers is bounded: a call blocks while {@value #MAX_WAITING} messages do, and then fails after
 * {@code max.block.ms} (a minute). Correlation and causation are those of the {@linkplain
 * dev.gregor.messaging.envelope.MessageContext context} of the calling thread; without one the id of the message is its correlation id.
 *
 * <p>A future fails with a {@link dev.gregor.failure.PermanentException} if the data do not follow their schema, the schema is
 * refused, or the message is too large; nothing was sent then. It fails with a {@link dev.gregor.failure.TransientException} if
 * the brokers or the store of the schemas do not answer; the message may be there all the same. Publish it again with the same
 * id: subscribers pass over the second one.
 *
 * <p>Safe for use by many threads. What depends on a future runs in a thread of the publisher, which may publish, too, without
 * being blocked; work that takes long belongs elsewhere.
 */
public sealed interface Publisher extends AutoCloseable permits KafkaPublisher {

    /** How many messages may wait for the brokers. */
    int MAX_WAITING = 10_000;

    /** Returns what a publisher needs to be allowed besides Write on the topics of its messages. */
    static Rights rights(MessagingSettings settings) {
        return Rights.of(
                Rights.transactions(BatchTransactions.ids(settings.app())),
                Rights.topic(ReplyTo.of(settings.app(), "").topic(), AclOperation.CREATE, AclOperation.READ));
    }

    /** Starts a publisher; it connects by itself. */
    static Publisher start(MessagingSettings settings) {
        return new KafkaPublisher(settings);
    }

    /**
     * Publishes an event under a new id.
     *
     * @throws IllegalArgumentException if the class of the event has no logical type, or the key is no key
     * @throws IllegalStateException if the publisher is closed
     */
    default CompletableFuture<Published> publish(String topic, String key, SpecificRecord event) {
        return publish(OutgoingMessage.of(topic, key, event));
    }

    /** Publishes a message, as {@link #publish(String, String, SpecificRecord)} does. */
    CompletableFuture<Published> publish(OutgoingMessage message);

    /**
     * Publishes messages, in this order, in one Kafka transaction: who reads committed records gets all of them or none. Batches
     * go one after the other, and beside what is published otherwise.
     *
     * @return where each is, in the order given; fails as a single message does, and then none is delivered, unless the failure is
     *     transient: then all of them may be
     */
    CompletableFuture<List<Published>> publishAll(List<OutgoingMessage> messages);

    /**
     * Publishes a request, and waits for the reply that its handler {@linkplain
     * dev.gregor.messaging.subscribe.Outgoing#reply gives}.
     *
     * <pre>{@code
     * publisher.request(OutgoingMessage.of("quotes", "42", new QuoteWanted("EUR")), Quote.class, Duration.ofSeconds(5))
     *         .thenAccept(reply -> show(reply.data()));
     * }</pre>
     *
     * <p>Replies come by topic {@code gregor.replies.<app>}, which is made if it is missing; the first call waits for that. Besides the
     * failures of a message the future fails with a {@link dev.gregor.failure.TransientException} if there is no reply in time, and with a
     * {@link dev.gregor.failure.PermanentException} if it is of another class. A request that was not answered in time may be handled all
     * the same. Under its id again subscribers that have handled it would pass over it, without a reply: ask under a new one.
     *
     * @param reply the class of the data of the reply
     * @param timeout from now on; an hour at most
     * @throws IllegalArgumentException if the timeout is not more than nothing, or longer, or a request with this id waits
     * @throws dev.gregor.failure.TransientException if the cluster does not answer, or {@value #MAX_WAITING} requests wait
     */
    <R extends SpecificRecord> CompletableFuture<Message<R>> request(
            OutgoingMessage request, Class<R> reply, Duration timeout);

    /** Waits up to 30 seconds for what is under way, and ends; what is not sent by then fails. */
    @Override
    void close();
}
