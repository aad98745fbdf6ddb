package dev.gregor.messaging.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Which messages of an outbox are meant: those that have all that is given.
 *
 * @param topic the topic
 * @param key the record key
 * @param type the logical type
 */
public record OutboxFilter(
        @Nullable String topic,
        @Nullable String key,
        @Nullable String type) {

    private static final OutboxFilter ALL = new OutboxFilter(null, null, null);

    /** All messages. */
    public static OutboxFilter all() {
        return ALL;
    }

    /** Of these, those for a topic. */
    public OutboxFilter ofTopic(String name) {
        return new OutboxFilter(name, key, type);
    }

    /** Of these, those with a key. */
    public OutboxFilter ofKey(String recordKey) {
        return new OutboxFilter(topic, recordKey, type);
    }

    /** Of these, those of a logical type. */
    public OutboxFilter ofType(String logicalType) {
        return new OutboxFilter(topic, key, logicalType);
    }
}
