package dev.gregor.message;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * A recorded event.
 *
 * @param metadata where and when it was recorded
 * @param data what happened
 * @param <E> the class of the data
 */
public record Event<E extends SpecificRecord>(EventMetadata metadata, E data) {

    /** The id of the aggregate that the event happened to. */
    public String aggregateId() {
        return metadata.aggregateId();
    }

    /** The version of the aggregate right after the event. */
    public long version() {
        return metadata.version();
    }

    /** When the event was decided. */
    public Instant time() {
        return metadata.time();
    }
}
