package dev.gregor.messaging.envelope;

import dev.gregor.avro.AvroCodec;
import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A message of a record, whose data are not read yet.
 *
 * @param metadata what is known of it beside the data
 * @param data what it says; none if it has none
 */
public record IncomingMessage(MessageMetadata metadata, byte @Nullable [] data) {

    /**
     * The messages of a record: one; several of a batch; none of a tombstone, or for a CloudEvent of a type that is no logical type.
     *
     * @param place where the record was first
     * @throws PermanentException if it is in none of the forms of messages
     */
    public static List<IncomingMessage> read(ConsumerRecord<byte[], byte[]> record, Place place) {
        List<IncomingMessage> all = new ArrayList<>();
        if (!MessageMetadata.isTombstone(record)) {
            for (ConsumerRecord<byte[], byte[]> each : CloudEventForm.binary(record, place)) {
                metadata(each, place).ifPresent(metadata -> all.add(new IncomingMessage(metadata, each.value())));
            }
        }
        return all;
    }

    private static Optional<MessageMetadata> metadata(ConsumerRecord<byte[], byte[]> event, Place place) {
        try {
            return Optional.of(MessageMetadata.of(event, place));
        } catch (PermanentException unreadable) {
            if (CloudEventForm.isCloudEvent(event.headers())) {
                return Optional.empty();
            }
            throw unreadable;
        }
    }

    /**
     * The message with its data.
     *
     * @throws PermanentException if they are none of this class
     * @throws dev.gregor.failure.TransientException if their schema cannot be looked up now
     */
    public <E extends SpecificRecord> Message<E> as(AvroCodec codec, Class<E> type) {
        return new Message<>(metadata, MessageData.read(codec, metadata, MessageData.require(metadata, data), type));
    }
}
