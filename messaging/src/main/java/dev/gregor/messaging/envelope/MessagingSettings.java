package dev.gregor.messaging.envelope;

import dev.gregor.avro.AvroCodec;
import dev.gregor.topic.Topics;
import java.util.Map;

/**
 * What publishers and subscriptions of an application have in common.
 *
 * @param app the name of the application, a part of the names of groups and of what it sends
 * @param kafka settings of all Kafka clients, such as {@code bootstrap.servers}
 * @param codec how data are written and read
 * @param types what is published
 * @param maxMessageBytes how large a record may be
 * @param topics the names of the topics that are Gregor's own
 */
public record MessagingSettings(
        String app,
        Map<String, Object> kafka,
        AvroCodec codec,
        MessageTypes types,
        int maxMessageBytes,
        Topics topics) {

    /** Copies. */
    public MessagingSettings {
        kafka = Map.copyOf(kafka);
    }

    /** Settings with names of topics that have no prefix. */
    public MessagingSettings(
            String app, Map<String, Object> kafka, AvroCodec codec, MessageTypes types, int maxMessageBytes) {
        this(app, kafka, codec, types, maxMessageBytes, Topics.unprefixed());
    }
}
