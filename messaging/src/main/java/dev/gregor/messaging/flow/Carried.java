package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.flow.Item.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to another partition, with all that a dead letter of it needs.
 *
 * @param data as they are now, in Avro
 * @param metadata those of the message
 * @param origin what it comes from
 */
record Carried(byte[] data, MessageMetadata metadata, Origin origin) {

    private static final int VERSION = 1;
    private static final int NULL = -1;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, data);
            write(out, metadata);
            ConsumerRecord<byte[], byte[]> record = origin.record();
            write(out, origin.part());
            write(out, record.topic());
            out.writeInt(record.partition());
            out.writeLong(record.offset());
            out.writeLong(record.timestamp());
            write(out, record.key());
            write(out, record.value());
            write(out, record.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, MessageMetadata metadata) throws IOException {
        write(out, metadata.type().toString());
        write(out, metadata.id());
        write(out, metadata.source());
        write(out, metadata.key());
        write(out, metadata.time().toString());
        write(out, metadata.correlationId());
        write(out, Optional.ofNullable(metadata.causationId()).orElse(""));
        write(out, metadata.headers());
    }

    static Carried decode(byte[] carried) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(carried))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "A message is carried in form %d, known is %d: a newer version has written it"
                                .formatted(version, VERSION));
            }
            byte[] data = requireNonNull(read(in));
            String[] texts = new String[7];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = text(in);
            }
            Headers headers = headers(in);
            Origin origin = origin(in);
            return new Carried(data, metadata(texts, headers, origin), origin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageMetadata metadata(String[] texts, Headers headers, Origin origin) {
        return new MessageMetadata(
                MessageType.parse(texts[0]),
                texts[1],
                texts[2],
                texts[3],
                Instant.parse(texts[4]),
                texts[5],
                texts[6].isEmpty() ? null : texts[6],
                origin.place(),
                headers);
    }

    private static Origin origin(DataInputStream in) throws IOException {
        String part = text(in);
        Place place = new Place(text(in), in.readInt(), in.readLong());
        long timestamp = in.readLong();
        return new Origin(record(place, timestamp, read(in), read(in), headers(in)), part);
    }

    /** A record as a consumer has it. */
    @SuppressWarnings("NullAway") // Key and value may be null, which Kafka does not say.
    static ConsumerRecord<byte[], byte[]> record(
            Place place, long timestamp, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                place.offset(),
                timestamp,
                TimestampType.CREATE_TIME,
                NULL,
                NULL,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static Headers headers(DataInputStream in) throws IOException {
        Headers headers = new RecordHeaders();
        int number = in.readInt();
        for (int i = 0; i < number; i++) {
            headers.add(text(in), read(in));
        }
        return headers;
    }

    private static void write(DataOutputStream out, Headers headers) throws IOException {
        Header[] all = headers.toArray();
        out.writeInt(all.length);
        for (Header each : all) {
            write(out, each.key());
            write(out, each.value());
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(requireNonNull(read(in)), UTF_8);
    }

    private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NULL ? null : in.readNBytes(length);
    }
}
