package dev.gregor.messaging.subscribe;

import dev.gregor.messaging.envelope.Message;
import org.apache.avro.specific.SpecificRecord;

/**
 * Handles the messages of a logical type.
 *
 * @param <E> the class of the data
 */
@FunctionalInterface
public interface Handler<E extends SpecificRecord> {

    /**
     * Handles a message, at least once: after a crash, or when its partition moves, it is handled again, unless that was committed.
     * Called by several threads at once, for messages of different keys.
     *
     * <p>A {@link dev.gregor.failure.PermanentException} makes the message a dead letter at once; a {@link ServiceDownException}
     * pauses the subscription; after any other exception the message is tried again first.
     *
     * @param outgoing takes what is to be published in one transaction with the fact that the message is handled; what a call
     *     that throws has given to it is not published
     * @throws Exception if the message could not be handled
     */
    void handle(Message<E> message, Outgoing outgoing) throws Exception;
}
