package dev.gregor.messaging.flow;

import dev.gregor.message.MessageType;
import org.apache.avro.specific.SpecificRecord;

/**
 * The last message of each key of a topic, as a {@link Flow} keeps it.
 *
 * @param topic the topic
 * @param type the logical type of its messages
 * @param data their class
 * @param <T> their class
 */
public record Table<T extends SpecificRecord>(String topic, MessageType type, Class<T> data) {

    String store() {
        return "table-" + topic;
    }
}
