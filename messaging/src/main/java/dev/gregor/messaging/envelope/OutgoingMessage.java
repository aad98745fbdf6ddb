package dev.gregor.messaging.envelope;

import dev.gregor.message.AggregateId;
import dev.gregor.message.RandomId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * A message that is to be published. Immutable, as long as nobody changes the data.
 *
 * @param topic where to
 * @param key the record key: messages with one key are in one partition, in order
 * @param data what it says
 * @param id the id: subscribers pass over a message whose id they have seen
 * @param headers further headers, beside those of the envelope
 */
public record OutgoingMessage(String topic, String key, SpecificRecord data, String id, Map<String, String> headers) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the key is empty, longer than 200 characters, or has a control character, or the
     *     id is empty
     */
    public OutgoingMessage {
        AggregateId.require(key);
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    "A message for topic '" + topic + "' has an empty id; give none or a unique one");
        }
        headers = Map.copyOf(headers);
    }

    /** Makes a message with a new id. */
    public static OutgoingMessage of(String topic, String key, SpecificRecord data) {
        return new OutgoingMessage(topic, key, data, RandomId.next(), Map.of());
    }

    /** Returns the same with an id of the caller, so that it may be published again. */
    public OutgoingMessage withId(String newId) {
        return new OutgoingMessage(topic, key, data, newId, headers);
    }

    /** Returns the same with one more header; those of the envelope win over it. */
    public OutgoingMessage withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OutgoingMessage(topic, key, data, id, more);
    }
}
