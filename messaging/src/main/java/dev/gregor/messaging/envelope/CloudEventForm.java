package dev.gregor.messaging.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.InvalidJsonException;
import dev.gregor.json.JsonText;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The forms in which a record may hold CloudEvents 1.0: binary, which is what Gregor writes; structured, with all in a JSON object; and a
 * JSON array of these.
 */
public final class CloudEventForm {

    /** What Gregor writes, and so what most records have. */
    private static final byte[] AVRO = MessageHeaders.AVRO.getBytes(UTF_8);

    private static final String JSON = "application/json";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    /** A zero and the four bytes of an id, in the wire format of registries. */
    private static final int SCHEMA_ID = 5;

    private static final Set<String> DATA = Set.of("data", "data_base64", "datacontenttype");
    private static final Set<String> TRACE = Set.of(MessageHeaders.TRACE_PARENT, MessageHeaders.TRACE_STATE);
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private CloudEventForm() {}

    /**
     * The events of a record, each as a record in binary form with the same key.
     *
     * @param place where the record was first
     * @throws PermanentException if it says that it is in another form, and is not
     */
    public static List<ConsumerRecord<byte[], byte[]>> binary(ConsumerRecord<byte[], byte[]> record, Place place) {
        String mediaType = mediaType(record.headers());
        return switch (mediaType) {
            case STRUCTURED -> List.of(event(record, json(record, place), place));
            case BATCH -> events(record, json(record, place), place);
            default -> List.of(record);
        };
    }

    /** The headers of its event, also of one in structured form; those of the record if that is none, or several. */
    public static Headers headers(ConsumerRecord<byte[], byte[]> record) {
        try {
            return mediaType(record.headers()).equals(STRUCTURED)
                    ? binary(record, Place.of(record)).get(0).headers()
                    : record.headers();
        } catch (PermanentException unreadable) {
            return record.headers();
        }
    }

    /** A record that says nothing of itself, as JSON of a logical type. */
    public static ConsumerRecord<byte[], byte[]> json(ConsumerRecord<byte[], byte[]> record, String type) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        headers.add(MessageHeaders.TYPE, type.getBytes(UTF_8));
        headers.add(MessageHeaders.CONTENT_TYPE, JSON.getBytes(UTF_8));
        return with(record, record.value(), headers);
    }

    /** Whether these are the headers of a CloudEvent with a type, of whatever form that is. */
    public static boolean isCloudEvent(Headers headers) {
        Header type = headers.lastHeader(MessageHeaders.TYPE);
        return headers.lastHeader(MessageHeaders.SPEC_VERSION) != null
                && type != null
                && type.value() != null
                && type.value().length > 0;
    }

    /** Whether these are the headers of a record of JSON that is no CloudEvent in JSON. */
    public static boolean isPlainJson(Headers headers) {
        return isJson(headers) && !Set.of(STRUCTURED, BATCH).contains(mediaType(headers));
    }

    /** Whether data of this content type are JSON. */
    public static boolean isJson(Headers headers) {
        String mediaType = mediaType(headers);
        return mediaType.equals(JSON) || mediaType.endsWith("+json");
    }

    /** JSON as it is, or behind the id of its schema in a registry. */
    static JsonNode json(byte[] data, String what) {
        byte[] json = data.length > SCHEMA_ID && data[0] == 0 ? Arrays.copyOfRange(data, SCHEMA_ID, data.length) : data;
        try {
            return JsonText.read(json);
        } catch (InvalidJsonException e) {
            throw new PermanentException("%s is no JSON: %s".formatted(what, e.getMessage()), e);
        }
    }

    private static String mediaType(Headers headers) {
        Header header = headers.lastHeader(MessageHeaders.CONTENT_TYPE);
        if (header == null || header.value() == null) {
            return "";
        }
        if (Arrays.equals(header.value(), AVRO)) {
            return MessageHeaders.AVRO;
        }
        String value = new String(header.value(), UTF_8);
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static JsonNode json(ConsumerRecord<byte[], byte[]> record, Place place) {
        if (record.value() == null) {
            throw new PermanentException("The CloudEvent at %s has no value".formatted(place));
        }
        return json(record.value(), "The CloudEvent at " + place);
    }

    private static List<ConsumerRecord<byte[], byte[]>> events(
            ConsumerRecord<byte[], byte[]> record, JsonNode batch, Place place) {
        if (!batch.isArray()) {
            throw new PermanentException("The batch at %s is no JSON array of CloudEvents".formatted(place));
        }
        List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
        batch.forEach(each -> events.add(event(record, each, place)));
        return events;
    }

    private static ConsumerRecord<byte[], byte[]> event(
            ConsumerRecord<byte[], byte[]> record, JsonNode event, Place place) {
        for (String attribute : REQUIRED) {
            if (event.path(attribute).asText("").isEmpty()) {
                throw new PermanentException(
                        "The record at %s is no CloudEvent: it has no '%s'".formatted(place, attribute));
            }
        }
        Headers headers = new RecordHeaders(record.headers().toArray());
        headers.remove(MessageHeaders.CONTENT_TYPE);
        headers.add(
                MessageHeaders.CONTENT_TYPE,
                event.path("datacontenttype").asText(JSON).getBytes(UTF_8));
        for (Map.Entry<String, JsonNode> attribute : event.properties()) {
            if (!DATA.contains(attribute.getKey()) && !attribute.getValue().isNull()) {
                String name = TRACE.contains(attribute.getKey()) ? attribute.getKey() : "ce_" + attribute.getKey();
                headers.add(name, attribute.getValue().asText().getBytes(UTF_8));
            }
        }
        return with(record, data(event, place), headers);
    }

    static ConsumerRecord<byte[], byte[]> with(ConsumerRecord<byte[], byte[]> record, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                value,
                headers,
                record.leaderEpoch(),
                record.deliveryCount());
    }

    private static byte[] data(JsonNode event, Place place) {
        if (!event.has("data_base64")) {
            return JsonText.write(event.path("data"));
        }
        try {
            return event.path("data_base64").binaryValue();
        } catch (IOException e) {
            throw new PermanentException("The data_base64 of the CloudEvent at %s is no base64".formatted(place), e);
        }
    }
}
