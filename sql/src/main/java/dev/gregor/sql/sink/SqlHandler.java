package dev.gregor.sql.sink;

import dev.gregor.messaging.envelope.Message;
import java.sql.Connection;
import org.apache.avro.specific.SpecificRecord;

/**
 * Changes tables because of an event.
 *
 * @param <E> the class of the data
 */
@FunctionalInterface
public interface SqlHandler<E extends SpecificRecord> {

    /**
     * Changes tables, in a transaction that says that the event is applied, too: each event counts once. What is done elsewhere than in
     * the database may be done again.
     *
     * @param connection in the transaction; it refuses to end it. After any {@link java.sql.SQLException} of it, caught or not, all is rolled
     *     back
     * @throws Exception if the event cannot be applied; it is tried again later, and later events of its partition wait
     */
    void apply(Message<E> message, Connection connection) throws Exception;
}
