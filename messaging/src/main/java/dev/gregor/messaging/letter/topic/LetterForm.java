package dev.gregor.messaging.letter.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.letter.LetterHeaders;
import dev.gregor.messaging.letter.LetterKey;
import dev.gregor.messaging.letter.topic.TopicLetter.Writer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
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
    /** Its topics of retries have other names, except for the group. */
    private static final String SPRING_RETRIES = "kafka_";

    private static final String TOPIC = "original-topic";
    private static final String PARTITION = "original-partition";
    private static final String OFFSET = "original-offset";
    private static final String TIMESTAMP = "original-timestamp";
    private static final String EXCEPTION = "exception-fqcn";
    private static final String CAUSE = "exception-cause-fqcn";
    private static final String MESSAGE = "exception-message";
    private static final String STACKTRACE = "exception-stacktrace";
    private static final String SPRING_GROUP = SPRING + "original-consumer-group";

    /** Spring Kafka writes these in so many bytes, not as text. */
    private static final Set<String> INTS =
            Set.of(SPRING + PARTITION, SPRING_RETRIES + PARTITION, "retry_topic-attempts");

    private static final Set<String> LONGS =
            Set.of(SPRING + OFFSET, SPRING + TIMESTAMP, SPRING_RETRIES + OFFSET, SPRING_RETRIES + TIMESTAMP);
    private static final List<String> OF_SPRING =
            List.of(SPRING, "kafka_original-", "kafka_exception-", "kafka_key-exception-", "retry_topic-");
    private static final String STREAMS = "__streams.errors.";
    private static final Set<String> OURS = Set.of(
            MessageHeaders.LEFT_OUT,
            LetterHeaders.SERVICE,
            LetterHeaders.SUBSCRIPTION,
            LetterHeaders.TRIES,
            LetterHeaders.TIME,
            LetterHeaders.BROADCAST,
            LetterHeaders.FLOW,
            LetterHeaders.REDRIVEN,
            LetterHeaders.EDITED_AT,
            LetterHeaders.EDITED_BY,
            LetterHeaders.ORIGINAL_OFFSET,
            LetterHeaders.ORIGINAL_TOPIC);
    private static final int MAX_MESSAGE = 500;

    private final ConsumerRecord<byte[], byte[]> record;
    private final Headers headers;
    private final String spring;

    LetterForm(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
        this.headers = record.headers();
        this.spring = headers.lastHeader(SPRING + TOPIC) == null ? SPRING_RETRIES : SPRING;
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
                        place(spring + TOPIC, spring + PARTITION, spring + OFFSET),
                        headers.lastHeader(spring + CAUSE) == null ? text(spring + EXCEPTION) : text(spring + CAUSE),
                        text(spring + MESSAGE));
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
        if (headers.lastHeader(spring + TOPIC) != null) {
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
        return writer() == Writer.SPRING_KAFKA ? text(spring + STACKTRACE) : text(MessageHeaders.ERROR_STACKTRACE);
    }

    /** The flow that it is a letter of. */
    Optional<String> flow() {
        return headers.lastHeader(LetterHeaders.FLOW) == null
                ? Optional.empty()
                : Optional.of(text(LetterHeaders.SUBSCRIPTION));
    }

    /** The headers that the record had before, as they were. */
    Headers original() {
        Headers original = new RecordHeaders();
        for (Header each : headers) {
            String name = each.key();
            if (OF_SPRING.stream().noneMatch(name::startsWith) && !name.startsWith(STREAMS) && !OURS.contains(name)) {
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
