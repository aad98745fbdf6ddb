package dev.gregor.event.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.RecordedEvent;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.registry.UnknownSchemaException;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.UnknownEventException;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.EventTime;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads events: the one place where the headers and the value of an event record, of whatever generation, become events.
 * Thread-safe.
 */
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
                    EventTime.parse(text(headers, MessageHeaders.TIME)),
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
     * Decodes a recorded event into the events that the aggregate knows today: one, or those that upcasters make of an
     * older version, in order. All of them have the metadata of the one that is recorded, but each its own logical type.
     *
     * @param topic the events topic
     * @throws UnreadableEventException if its type is unknown or its data cannot be read
     */
    public List<Event<?>> read(String topic, EventMetadata metadata, byte[] value) {
        List<SpecificRecord> current = data(topic, metadata, value);
        if (current.size() == 1) {
            return List.of(event(metadata, current.get(0)));
        }
        List<Event<?>> events = new ArrayList<>(current.size());
        current.forEach(data -> events.add(event(metadata, data)));
        return events;
    }

    /**
     * Decodes an event as it was recorded, which upcasters may replace.
     *
     * @param topic the events topic
     * @throws UnreadableEventException if its type is unknown or its data cannot be read
     */
    public Event<?> readRecorded(String topic, EventMetadata metadata, byte[] value) {
        String logicalType = metadata.type().toString();
        try {
            RecordedEvent recorded = catalog.find(logicalType).orElseThrow(() -> unknown(topic, logicalType));
            return new Event<>(metadata, decoded(topic, recorded, value));
        } catch (PermanentException e) {
            throw UnreadableEventException.of(metadata, "cannot be read", e);
        }
    }

    private Event<?> event(EventMetadata metadata, SpecificRecord data) {
        MessageType type = catalog.typeOf(data.getClass());
        return new Event<>(metadata.as(type), data);
    }

    /** The data alone; otherwise as {@link #read}. */
    List<SpecificRecord> data(String topic, EventMetadata metadata, byte[] value) {
        try {
            return data(topic, metadata.type().toString(), value);
        } catch (PermanentException e) {
            throw UnreadableEventException.of(metadata, "cannot be read", e);
        }
    }

    /**
     * Decodes what is recorded under this logical type into the events that the aggregate knows today.
     *
     * @param topic the events topic
     * @throws PermanentException if the type is unknown or the data cannot be read
     */
    public List<SpecificRecord> data(String topic, String logicalType, byte[] value) {
        RecordedEvent recorded = catalog.find(logicalType).orElseThrow(() -> unknown(topic, logicalType));
        return recorded.upcast(decoded(topic, recorded, value));
    }

    private SpecificRecord decoded(String topic, RecordedEvent recorded, byte[] value) {
        try {
            return codec.decode(topic, value, recorded.messageClass());
        } catch (UnknownSchemaException e) {
            throw new UnknownEventException(String.valueOf(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw new PermanentException("The value of %d bytes is nested too deep".formatted(value.length), e);
        }
    }

    private static UnknownEventException unknown(String topic, String logicalType) {
        return new UnknownEventException(
                "Topic '%s' has events of the type '%s', which no aggregate evolves by; add event(...), or upcast(...) or renamed(...) if it is an old one, or run the newer version that wrote it"
                        .formatted(topic, logicalType),
                null);
    }
}
