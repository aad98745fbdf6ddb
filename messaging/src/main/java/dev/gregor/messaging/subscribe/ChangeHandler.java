package dev.gregor.messaging.subscribe;

import dev.gregor.messaging.change.Change;
import org.apache.avro.specific.SpecificRecord;

/**
 * Handles the changes of a table.
 *
 * @param <E> the class of the rows
 */
@FunctionalInterface
public interface ChangeHandler<E extends SpecificRecord> {

    /**
     * Handles a change, as {@link Handler#handle} does with a message: at least once, with the same retries and dead letters.
     *
     * @throws Exception if it could not be handled
     */
    void handle(Change<E> change, Outgoing outgoing) throws Exception;
}
