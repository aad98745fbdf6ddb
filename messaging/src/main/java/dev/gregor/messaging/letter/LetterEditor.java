package dev.gregor.messaging.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.AvroJson;
import dev.gregor.json.JsonText;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.CloudEventForm;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.topic.Topics;
import dev.gregor.write.deadletter.RecordSize;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Gives letters another value, in the form and of the schema of the one that they have. */
record LetterEditor(MessagingSettings settings) {

    /** A zero and the four bytes of an id. */
    private static final int SCHEMA_ID = 5;

    /**
     * The record of the letter with another value, to be written behind the one that it has, which stays.
     *
     * @throws dev.gregor.json.InvalidFieldException if the data do not follow the schema
     * @throws PermanentException if the letter has a form that cannot be edited, or becomes too large
     */
    ProducerRecord<byte[], byte[]> edit(
            DeadLetter letter, ConsumerRecord<byte[], byte[]> record, JsonNode data, String by) {
        Headers before = withoutLeftOut(letter, record.headers());
        ProducerRecord<byte[], byte[]> edited = new ProducerRecord<>(
                letter.recordTopic(),
                letter.place().partition(),
                record.timestamp(),
                record.key(),
                value(letter, record, data),
                before);
        Headers headers = edited.headers();
        Place original = original(letter, record).orElse(Place.of(record));
        put(headers, LetterHeaders.ORIGINAL_TOPIC, original.topic());
        put(headers, LetterHeaders.ORIGINAL_OFFSET, String.valueOf(original.offset()));
        put(headers, LetterHeaders.EDITED_BY, by);
        put(
                headers,
                LetterHeaders.EDITED_AT,
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        requireSize(letter, RecordSize.of(edited.key(), edited.value(), headers));
        return edited;
    }

    /** A value that was left out is there again; nothing else is. */
    private static Headers withoutLeftOut(DeadLetter letter, Headers headers) {
        for (Header each : headers.headers(MessageHeaders.LEFT_OUT)) {
            String parts = new String(each.value(), UTF_8);
            if (!parts.startsWith("value (") || parts.contains(",")) {
                throw new PermanentException("Dead letter %s cannot be edited, as it is without %s: discard it"
                        .formatted(letter.id(), parts));
            }
        }
        return new RecordHeaders(headers.toArray()).remove(MessageHeaders.LEFT_OUT);
    }

    /** Where the letter is that a record is an edited form of. */
    static Optional<Place> original(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        String source = letter.place().topic();
        String topic = text(record, LetterHeaders.ORIGINAL_TOPIC).orElse(record.topic());
        return text(record, LetterHeaders.ORIGINAL_OFFSET)
                .flatMap(LetterEditor::number)
                .map(offset -> new Place(topic, record.partition(), offset))
                .filter(place -> place.offset() >= 0)
                .filter(place -> topic.equals(record.topic())
                        ? place.offset() < record.offset()
                        : topic.equals(Topics.retries(source)) || topic.equals(Topics.deadLetters(source)));
    }

    private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String header) {
        return Optional.ofNullable(record.headers().lastHeader(header))
                .map(Header::value)
                .map(value -> new String(value, UTF_8));
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    private byte[] value(DeadLetter letter, ConsumerRecord<byte[], byte[]> record, JsonNode data) {
        if (CloudEventForm.isPlainJson(record.headers())) {
            return json(letter, record.value(), data);
        }
        if (CloudEventForm.isJson(record.headers())) {
            throw new PermanentException(
                    "Dead letter %s is an event in structured mode, which is not edited: publish another event, and discard this one"
                            .formatted(letter.id()));
        }
        return avro(letter, record.value(), data);
    }

    /** What stands before JSON of a registry names its schema, and stays. */
    private byte[] json(DeadLetter letter, byte @Nullable [] value, JsonNode data) {
        Class<? extends SpecificRecord> type = settings.types().classes().get(letter.type());
        if (type != null) {
            AvroJson.readKnown(type, data);
        }
        byte[] json = JsonText.write(data);
        if (value == null || value.length <= SCHEMA_ID || value[0] != 0) {
            return json;
        }
        return ByteBuffer.allocate(SCHEMA_ID + json.length)
                .put(value, 0, SCHEMA_ID)
                .put(json)
                .array();
    }

    private byte[] avro(DeadLetter letter, byte @Nullable [] value, JsonNode data) {
        String topic = letter.place().topic();
        try {
            if (value != null) {
                return settings.codec()
                        .encodeLike(topic, value, AvroJson.read(settings.codec().writerSchema(topic, value), data));
            }
        } catch (PermanentException unreadable) {
            // What it should have been is known by its type.
        }
        Class<? extends SpecificRecord> type = settings.types().classes().get(letter.type());
        if (type == null) {
            throw new PermanentException(
                    "The schema of dead letter %s is not known: its value cannot be read, and type '%s' is none that this application publishes"
                            .formatted(letter.id(), letter.type()));
        }
        return settings.codec().encode(topic, AvroJson.read(type, data));
    }

    private void requireSize(DeadLetter letter, long bytes) {
        if (bytes > settings.maxMessageBytes()) {
            throw new PermanentException("Dead letter %s would have %d bytes, allowed are %d: make it smaller"
                    .formatted(letter.id(), bytes, settings.maxMessageBytes()));
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }
}
