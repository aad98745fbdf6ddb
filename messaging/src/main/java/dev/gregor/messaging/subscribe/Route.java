package dev.gregor.messaging.subscribe;

import dev.gregor.avro.AvroCodec;
import dev.gregor.messaging.envelope.IncomingMessage;
import dev.gregor.messaging.envelope.Message;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * A handler of a {@link Subscriber} and which messages it gets.
 *
 * @param <E> the class of the data
 */
public final class Route<E extends SpecificRecord> {

    private final Class<E> type;
    private final Handler<E> handler;
    private Predicate<Message<E>> condition = message -> true;

    Route(Class<E> type, Handler<E> handler) {
        this.type = type;
        this.handler = handler;
    }

    Class<E> type() {
        return type;
    }

    /** Lets only those messages pass that satisfy this, too, by their metadata, headers or data. A condition that throws is a failure. */
    public Route<E> when(Predicate<Message<E>> another) {
        condition = condition.and(another);
        return this;
    }

    /** Reads the data. */
    Call decode(AvroCodec codec, IncomingMessage incoming) {
        Message<E> message = incoming.as(codec, type);
        return outgoing -> {
            if (condition.test(message)) {
                handler.handle(message, outgoing);
            }
        };
    }

    /** A handler with its message. */
    interface Call {
        void with(Outgoing outgoing) throws Exception;
    }
}
