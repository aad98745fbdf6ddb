package dev.gregor.messaging.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.TimeHeader;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import dev.gregor.write.deadletter.RecordSize;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Makes records of messages: CloudEvents in binary mode, the data in Avro. Thread-safe. */
public final class MessageEncoder {

    private static final Header SPEC_VERSION = header(MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
    private static final Header AVRO = header(MessageHeaders.CONTENT_TYPE, MessageHeaders.AVRO);

    /** The headers that are the same for all messages of a type, and the topics in which its schema is known. */
    private record KnownType(Header type, Header source, Set<String> topics) {}

    private final MessagingSettings settings;
    private final InstantSource clock;
    private final TimeHeader time = new TimeHeader();
    private final Map<MessageType, KnownType> types = new ConcurrentHashMap<>();

    /** Encodes with these settings, with times of the system. */
    public MessageEncoder(MessagingSettings settings) {
        this.settings = settings;
        this.clock = InstantSource.system();
    }

    /**
     * The record of a message. The first message of a type in a topic makes its schema known, which takes a round trip.
     *
     * @param context what the message belongs to
     * @throws IllegalArgumentException if the class of the data has no logical type
     * @throws PermanentException if the data do not follow their schema, the schema is refused, or the record is too large
     * @throws dev.gregor.failure.TransientException if the store of the schemas does not answer
     */
    public ProducerRecord<byte[], byte[]> encode(OutgoingMessage message, MessageContext context) {
        MessageType type = settings.types().of(message.data());
        KnownType known = types.computeIfAbsent(type, this::knownType);
        if (known.topics().add(message.topic())) {
            register(message, type, known);
        }
        byte[] key = message.key().getBytes(UTF_8);
        byte[] value = settings.codec().encode(message.topic(), message.data());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Headers headers = headers(message, known, now, context);
        requireSize(message, RecordSize.of(key, value, headers));
        return new ProducerRecord<>(message.topic(), null, now.toEpochMilli(), key, value, headers);
    }

    private void register(OutgoingMessage message, MessageType type, KnownType known) {
        try {
            settings.codec()
                    .register(message.topic(), type.toString(), message.data().getSchema());
        } catch (RuntimeException e) {
            known.topics().remove(message.topic());
            throw e;
        }
    }

    private Headers headers(OutgoingMessage message, KnownType known, Instant now, MessageContext context) {
        Headers headers = new RecordHeaders();
        headers.add(SPEC_VERSION);
        headers.add(header(MessageHeaders.ID, message.id()));
        headers.add(known.type());
        headers.add(known.source());
        headers.add(header(MessageHeaders.SUBJECT, message.key()));
        headers.add(time.of(now));
        headers.add(AVRO);
        headers.add(header(MessageHeaders.CORRELATION_ID, context.correlationId()));
        add(headers, MessageHeaders.CAUSATION_ID, context.causationId());
        add(headers, MessageHeaders.TRACE_PARENT, context.traceParent());
        add(headers, MessageHeaders.TRACE_STATE, context.traceState());
        message.headers().forEach((name, value) -> {
            if (headers.lastHeader(name) == null) {
                add(headers, name, value);
            }
        });
        return headers;
    }

    private KnownType knownType(MessageType type) {
        return new KnownType(
                header(MessageHeaders.TYPE, type.toString()),
                header(MessageHeaders.SOURCE, "/gregor/" + settings.app() + '/' + type.aggregateType()),
                ConcurrentHashMap.newKeySet());
    }

    private void requireSize(OutgoingMessage message, long bytes) {
        if (bytes > settings.maxMessageBytes()) {
            throw new PermanentException("A %s for topic '%s' has %d bytes, allowed are %d: make it smaller"
                    .formatted(
                            settings.types().of(message.data()), message.topic(), bytes, settings.maxMessageBytes()));
        }
    }

    private static void add(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(header(name, value));
        }
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
