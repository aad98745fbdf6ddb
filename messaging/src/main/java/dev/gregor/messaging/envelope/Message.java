package dev.gregor.messaging.envelope;

import org.apache.avro.specific.SpecificRecord;

/**
 * A message as a subscriber gets it.
 *
 * @param metadata what is known of it beside the data
 * @param data what it says
 * @param <E> the class of the data
 */
public record Message<E extends SpecificRecord>(MessageMetadata metadata, E data) {

    /** The record key, which is the subject of the message. */
    public String key() {
        return metadata.key();
    }

    /** The id, the same whenever the same message is delivered again. */
    public String id() {
        return metadata.id();
    }
}
