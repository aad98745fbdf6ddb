package dev.gregor.messaging.flow;

import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A message on its way.
 *
 * @param message as it is now; its metadata are those of the message that came in, but for the key
 * @param origin what it comes from
 */
record Item(Message<?> message, Origin origin) {

    /**
     * What a message comes from.
     *
     * @param record as it was read from its topic
     * @param part which of the messages that were made of it; empty for itself
     */
    record Origin(ConsumerRecord<byte[], byte[]> record, String part) {

        Place place() {
            return Place.of(record);
        }

        /** By which it is known whether brokers refused what was made of it. */
        String id() {
            return place() + part;
        }
    }

    /** The cause under another key, with other data. */
    static <E extends SpecificRecord> Message<E> message(Message<?> cause, String key, E data) {
        MessageMetadata metadata = cause.metadata();
        if (key.equals(metadata.key())) {
            return new Message<>(metadata, data);
        }
        return new Message<>(
                new MessageMetadata(
                        metadata.type(),
                        metadata.id(),
                        metadata.source(),
                        key,
                        metadata.time(),
                        metadata.correlationId(),
                        metadata.causationId(),
                        metadata.place(),
                        metadata.headers()),
                data);
    }

    Item with(Message<?> next) {
        return new Item(next, origin);
    }
}
