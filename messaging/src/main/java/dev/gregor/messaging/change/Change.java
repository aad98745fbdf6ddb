package dev.gregor.messaging.change;

import dev.gregor.messaging.envelope.MessageMetadata;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A change of a row of a table.
 *
 * <p>A row that gets another key is told as a row that is deleted and one that is created, in this order, but under two record keys, so
 * that they may be handled at the same time. {@link #moved} tells such from others.
 *
 * @param metadata what is known of it as a message; its id is the place of the record, its key the {@link #key}
 * @param kind what was done
 * @param key the key of the row
 * @param moved the new key of a row that is deleted, or the former key of one that is created, if it only got another key
 * @param before the row before the change; empty unless the table has {@code REPLICA IDENTITY FULL} and the subscriber says so
 * @param current the row after the change; empty if it is deleted
 * @param source where it was made
 * @param <E> the class of the rows
 */
public record Change<E extends SpecificRecord>(
        MessageMetadata metadata,
        Kind kind,
        RowKey key,
        Optional<RowKey> moved,
        Optional<E> before,
        Optional<E> current,
        ChangeSource source) {

    /** What is done to a row. */
    public enum Kind {
        /** It is there from now on: inserted, or read by a snapshot. */
        CREATED,
        /** Some of its columns have changed, not those of the key. */
        CHANGED,
        /** It is gone. */
        DELETED
    }

    /**
     * The row after the change.
     *
     * @throws IllegalStateException if it is deleted
     */
    public E after() {
        return current.orElseThrow(
                () -> new IllegalStateException("Row %s of %s is deleted".formatted(key, source.table())));
    }
}
