package dev.gregor.messaging.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.message.EventTime;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message beside its data.
 *
 * @param type the logical type
 * @param id the id; {@code <topic>/<partition>/<offset>} if the sender gave none
 * @param source who sent it; empty if the sender did not say
 * @param key the record key as text; empty if there is none
 * @param time when it happened; when the record was written if the sender did not say
 * @param correlationId what the message belongs to; its id if the sender did not say
 * @param causationId the id of what caused it, if the sender said
 * @param place where the record is
 * @param headers all headers as they came; not to be changed
 */
public record MessageMetadata(
        MessageType type,
        String id,
        String source,
        String key,
        Instant time,
        String correlationId,
        @Nullable String causationId,
        Place place,
        Headers headers) {

    /** Where a record is. */
    public record Place(String topic, int partition, long offset) {

        /** The place of this record. */
        public static Place of(ConsumerRecord<?, ?> record) {
            return new Place(record.topic(), record.partition(), record.offset());
        }

        /**
         * Reads the text of a place.
         *
         * @throws PermanentException if it is none
         */
        public static Place parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                return new Place(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            } catch (RuntimeException e) {
                throw new PermanentException("'%s' is no place: expected topic/partition/offset".formatted(text), e);
            }
        }

        @Override
        public String toString() {
            return topic + '/' + partition + '/' + offset;
        }
    }

    /**
     * Reads the headers of a record.
     *
     * @throws PermanentException if it has no logical type, or a malformed one
     */
    public static MessageMetadata of(ConsumerRecord<byte[], byte[]> record) {
        return of(record, Place.of(record));
    }

    /** Reads the headers of a record that was at another place first. */
    public static MessageMetadata of(ConsumerRecord<byte[], byte[]> record, Place place) {
        Headers headers = record.headers();
        String id = text(headers, MessageHeaders.ID).orElseGet(place::toString);
        return new MessageMetadata(
                type(headers, place),
                id,
                text(headers, MessageHeaders.SOURCE).orElse(""),
                record.key() == null ? "" : new String(record.key(), UTF_8),
                time(headers, record.timestamp()),
                text(headers, MessageHeaders.CORRELATION_ID).orElse(id),
                text(headers, MessageHeaders.CAUSATION_ID).orElse(null),
                place,
                headers);
    }

    /** Whether a record has neither type nor value: compacted topics have such for keys that are gone. */
    public static boolean isTombstone(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null && record.headers().lastHeader(MessageHeaders.TYPE) == null;
    }

    /** The text of a header, the last one of this name; empty if there is none, or it is without a value. */
    public Optional<String> header(String name) {
        return text(headers, name);
    }

    /** The context in which the message is handled. */
    public MessageContext context() {
        return new MessageContext(
                correlationId,
                id,
                header(MessageHeaders.TRACE_PARENT).orElse(null),
                header(MessageHeaders.TRACE_STATE).orElse(null));
    }

    private static MessageType type(Headers headers, Place place) {
        String type = text(headers, MessageHeaders.TYPE)
                .orElseThrow(() -> new PermanentException("The record at %s has no header %s; it is no message of ours"
                        .formatted(place, MessageHeaders.TYPE)));
        try {
            return MessageType.parse(type);
        } catch (IllegalArgumentException e) {
            throw new PermanentException("The record at %s cannot be read: %s".formatted(place, e.getMessage()), e);
        }
    }

    private static Instant time(Headers headers, long timestamp) {
        Instant written = Instant.ofEpochMilli(timestamp);
        try {
            return text(headers, MessageHeaders.TIME).map(EventTime::parse).orElse(written);
        } catch (DateTimeException noTime) {
            return written;
        }
    }

    private static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null || header.value().length == 0
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
