package dev.gregor.messaging.letter.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.letter.LetterHeaders;
import dev.gregor.messaging.letter.LetterKey;
import dev.gregor.messaging.letter.topic.TopicLetter.Writer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What the headers of a dead letter say, whatever has written it. */
final class LetterForm {

    private static final String SPRING = "kafka_dlt-";
    private static final String SPRING_TOPIC = SPRING + "original-topic";
    private static final String SPRING_PARTITION = SPRING + "original-partition";
    private static final String SPRING_OFFSET = SPRING + "original-offset";
    private static final String SPRING_GROUP = SPRING + "original-consumer-group";
    private static final String SPRING_EXCEPTION = SPRING + "exception-fqcn";
    private static final String SPRING_CAUSE = SPRING + "exception-cause-fqcn";
    private static final String SPRING_MESSAGE = SPRING + "exception-message";
    private static final String SPRING_STACKTRACE = SPRING + "exception-stacktrace";

    /** Spring Kafka writes these in so many bytes, not as text. */
    private static final Set<String> INTS = Set.of(SPRING_PARTITION);

    private static final Set<String> LONGS = Set.of(SPRING_OFFSET, SPRING + "original-timestamp");
    private static final String STREAMS = "__streams.errors.";
    private static final Set<String> OURS = Set.of(
            MessageHeaders.LEFT_OUT,
            LetterHeaders.SERVICE,
            LetterHeaders.SUBSCRIPTION,
            LetterHeaders.TRIES,
            LetterHeaders.TIME,
            LetterHeaders.BROADCAST,
            LetterHeaders.FLOW,
            LetterHeaders.EDITED_AT,
            LetterHeaders.EDITED_BY,
            LetterHeaders.ORIGINAL_OFFSET);
    private static final int MAX_MESSAGE = 500;

    private final ConsumerRecord<byte[], byte[]> record;
    private final Headers headers;

    LetterForm(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
        this.headers = record.headers();
    }

    /** Whether it is in the list of a subscription, or was. */
    boolean isListed() {
        return headers.lastHeader(LetterHeaders.SUBSCRIPTION) != null
                && headers.lastHeader(LetterHeaders.BROADCAST) == null
                && headers.lastHeader(LetterHeaders.FLOW) == null;
    }

    TopicLetter letter() {
        return switch (writer()) {
            case SPRING_KAFKA ->
                letter(
                        text(SPRING_GROUP),
                        place(SPRING_TOPIC, SPRING_PARTITION, SPRING_OFFSET),
                        headers.lastHeader(SPRING_CAUSE) == null ? text(SPRING_EXCEPTION) : text(SPRING_CAUSE),
                        text(SPRING_MESSAGE));
            default ->
                letter(
                        text(LetterHeaders.SERVICE),
                        place(MessageHeaders.ERROR_TOPIC, MessageHeaders.ERROR_PARTITION, MessageHeaders.ERROR_OFFSET),
                        text(MessageHeaders.ERROR_EXCEPTION),
                        text(MessageHeaders.ERROR_MESSAGE));
        };
    }

    private TopicLetter letter(String service, Place origin, String exception, String message) {
        return new TopicLetter(
                Place.of(record),
                writer(),
                service,
                origin,
                LetterKey.text(record.key()),
                text(MessageHeaders.TYPE),
                exception,
                message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())),
                obstacle(origin));
    }

    private Writer writer() {
        if (headers.lastHeader(LetterHeaders.BROADCAST) != null) {
            return Writer.BROADCAST;
        }
        if (headers.lastHeader(SPRING_TOPIC) != null) {
            return Writer.SPRING_KAFKA;
        }
        return headers.lastHeader(MessageHeaders.ERROR_TOPIC) == null ? Writer.UNKNOWN : Writer.KAFKA_STREAMS;
    }

    private Optional<String> obstacle(Place origin) {
        if (writer() == Writer.BROADCAST) {
            return Optional.of(
                    "It is of a broadcast subscription: other instances have handled the event, and would do so again");
        }
        if (origin.topic().isEmpty() || origin.topic().equals("null")) {
            return Optional.of("It does not say which topic the record was in");
        }
        if (headers.lastHeader(MessageHeaders.LEFT_OUT) != null) {
            return Optional.of("Parts of the record are missing, as header %s says".formatted(MessageHeaders.LEFT_OUT));
        }
        return record.key() == null && record.value() == null
                ? Optional.of("It has neither key nor value: what wrote it has lost them")
                : Optional.empty();
    }

    String stackTrace() {
        return writer() == Writer.SPRING_KAFKA ? text(SPRING_STACKTRACE) : text(MessageHeaders.ERROR_STACKTRACE);
    }

    /** The headers that the record had before, as they were. */
    Headers original() {
        Headers original = new RecordHeaders();
        for (Header each : headers) {
            if (!each.key().startsWith(SPRING) && !each.key().startsWith(STREAMS) && !OURS.contains(each.key())) {
                original.add(each);
            }
        }
        return original;
    }

    private Place place(String topic, String partition, String offset) {
        return new Place(text(topic), (int) number(partition), number(offset));
    }

    private long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException unknown) {
            return -1;
        }
    }

    private String text(String name) {
        return text(headers.lastHeader(name));
    }

    /** The text of a header, empty without one. */
    static String text(@Nullable Header header) {
        if (header == null || header.value() == null) {
            return "";
        }
        byte[] value = header.value();
        if (INTS.contains(header.key()) && value.length == Integer.BYTES) {
            return String.valueOf(ByteBuffer.wrap(value).getInt());
        }
        if (LONGS.contains(header.key()) && value.length == Long.BYTES) {
            return String.valueOf(ByteBuffer.wrap(value).getLong());
        }
        return new String(value, UTF_8);
    }
}
