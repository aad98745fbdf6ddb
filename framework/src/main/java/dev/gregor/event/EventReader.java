package dev.gregor.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.EventDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads events: the one place where the headers and the value of an event record become an event. Thread-safe. */
public final class EventReader {

    private final EventCatalog catalog;
    private final AvroCodec codec;

    /** Reads events of these types. */
    public EventReader(EventCatalog catalog, AvroCodec codec) {
        this.catalog = catalog;
        this.codec = codec;
    }

    /**
     * What the headers of an event record say.
     *
     * @param partition the partition of the events topic that the record is in
     * @throws PermanentException if a header is missing or malformed
     */
    public static EventMetadata metadata(byte @Nullable [] key, Headers headers, int partition) {
        if (key == null) {
            throw new PermanentException("The event record has no key; the id of the aggregate is the key");
        }
        try {
            return new EventMetadata(
                    MessageType.parse(text(headers, MessageHeaders.TYPE)),
                    new String(key, UTF_8),
                    Long.parseLong(text(headers, MessageHeaders.AGGREGATE_VERSION)),
                    Instant.parse(text(headers, MessageHeaders.TIME)),
                    partition,
                    Long.parseLong(text(headers, MessageHeaders.PARTITION_SEQUENCE)),
                    text(headers, MessageHeaders.CORRELATION_ID),
                    text(headers, MessageHeaders.CAUSATION_ID));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new PermanentException("The event record has a malformed header: " + e.getMessage(), e);
        }
    }

    /** The sequence of an event record, and nothing else of it; throws as {@link #metadata} does. */
    public static long sequence(Headers headers) {
        try {
            return Long.parseLong(text(headers, MessageHeaders.PARTITION_SEQUENCE));
        } catch (NumberFormatException e) {
            throw new PermanentException("The event record has a malformed header: " + e.getMessage(), e);
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new PermanentException(
                    "The event record has no header '" + name + "'; only the write side may write to an events topic");
        }
        return new String(header.value(), UTF_8);
    }

    /**
     * The event with this metadata and this encoded data.
     *
     * @param topic the events topic
     * @throws PermanentException if its type is unknown or its data cannot be read
     */
    public Event<?> read(String topic, EventMetadata metadata, byte[] value) {
        EventDefinition<?, ?> definition = catalog.find(metadata.type().toString())
                .orElseThrow(() -> new PermanentException("Event '" + metadata.id() + "' has the type '"
                        + metadata.type() + "', which no aggregate evolves by; add event(...) for it"));
        return new Event<>(metadata, data(topic, definition, value));
    }

    private SpecificRecord data(String topic, EventDefinition<?, ?> definition, byte[] value) {
        return codec.decode(topic, value, definition.messageClass());
    }
}
