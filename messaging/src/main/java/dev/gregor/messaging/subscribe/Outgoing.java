package dev.gregor.messaging.subscribe;

import dev.gregor.messaging.envelope.OutgoingMessage;
import org.apache.avro.specific.SpecificRecord;

/**
 * Takes what a handler publishes. It is committed in one Kafka transaction with the fact that the event is handled: once, if its
 * readers read committed records. From a queue it is sent before the message is acknowledged, at least once, and under the same id. It
 * has the correlation id of the event, and the event as its cause.
 *
 * <pre>{@code
 * outgoing.publish("email-events", message.key(), new EmailSent(...));
 * }</pre>
 *
 * <p>Belongs to one call of a handler, and to its thread.
 */
public interface Outgoing {

    /**
     * Publishes an event, under an id that is the same whenever this event is handled again.
     *
     * @throws IllegalArgumentException if its class has no logical type, or the key is no key
     * @throws dev.gregor.failure.PermanentException if it does not follow its schema, or is too large
     */
    void publish(String topic, String key, SpecificRecord event);

    /**
     * Whether this is a dry run of a dead letter: what is published is not sent. A handler that has effects elsewhere leaves them out then.
     */
    default boolean isDryRun() {
        return false;
    }

    /** Publishes a message with its own id and headers, as {@link #publish(String, String, SpecificRecord)} does. */
    void publish(OutgoingMessage message);

    /**
     * Replies to whoever has {@linkplain dev.gregor.messaging.publish.Publisher#request requested} this, and waits. Nothing happens if
     * the message is no request, or nobody waits any more.
     *
     * @throws IllegalArgumentException if the class of the reply has no logical type
     * @throws dev.gregor.failure.PermanentException if it does not follow its schema, or is too large, or the message wants its reply
     *     where there are no replies
     */
    void reply(SpecificRecord reply);
}
