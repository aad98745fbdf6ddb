package dev.gregor.messaging.flow;

import static java.util.Objects.requireNonNull;

import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.RecordFields;
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
import org.apache.kafka.common.header.Headers;
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

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            RecordFields.write(out, data);
            writeMetadata(out, metadata);
            ConsumerRecord<byte[], byte[]> record = origin.record();
            RecordFields.write(out, origin.part());
            RecordFields.write(out, record.topic());
            out.writeInt(record.partition());
            out.writeLong(record.offset());
            out.writeLong(record.timestamp());
            RecordFields.write(out, record.key());
            RecordFields.write(out, record.value());
            RecordFields.write(out, record.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeMetadata(DataOutputStream out, MessageMetadata metadata) throws IOException {
        RecordFields.write(out, metadata.type().toString());
        RecordFields.write(out, metadata.id());
        RecordFields.write(out, metadata.source());
        RecordFields.write(out, metadata.key());
        RecordFields.write(out, metadata.time().toString());
        RecordFields.write(out, metadata.correlationId());
        RecordFields.write(out, Optional.ofNullable(metadata.causationId()).orElse(""));
        RecordFields.write(out, metadata.headers());
    }

    static Carried decode(byte[] carried) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(carried))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "A message is carried in form %d, known is %d: a newer version has written it"
                                .formatted(version, VERSION));
            }
            byte[] data = requireNonNull(RecordFields.bytes(in));
            String[] texts = new String[7];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = RecordFields.text(in);
            }
            Headers headers = RecordFields.headers(in);
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
        String part = RecordFields.text(in);
        Place place = new Place(RecordFields.text(in), in.readInt(), in.readLong());
        long timestamp = in.readLong();
        return new Origin(
                record(place, timestamp, RecordFields.bytes(in), RecordFields.bytes(in), RecordFields.headers(in)),
                part);
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
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                key,
                value,
                headers,
                Optional.empty());
    }
}
