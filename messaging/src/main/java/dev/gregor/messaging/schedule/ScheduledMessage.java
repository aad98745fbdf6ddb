package dev.gregor.messaging.schedule;

import dev.gregor.messaging.envelope.RecordFields;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a schedule until it is due.
 *
 * @param topic where the message goes
 * @param key its record key
 * @param value its value
 * @param headers its headers
 * @param cron the expression by which it recurs; empty if it does not
 * @param zone the time zone of the expression; empty without one
 * @param offset that of the request
 */
record ScheduledMessage(
        String topic,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers,
        String cron,
        String zone,
        long offset) {

    private static final int VERSION = 1;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(topic);
            out.writeUTF(cron);
            out.writeUTF(zone);
            out.writeLong(offset);
            RecordFields.write(out, key);
            RecordFields.write(out, value);
            RecordFields.write(out, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static ScheduledMessage decode(byte[] stored) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "A schedule is kept in form %d, known is %d: a newer version has written it"
                                .formatted(version, VERSION));
            }
            String topic = in.readUTF();
            String cron = in.readUTF();
            String zone = in.readUTF();
            long offset = in.readLong();
            byte[] key = RecordFields.bytes(in);
            byte[] value = RecordFields.bytes(in);
            return new ScheduledMessage(topic, key, value, RecordFields.headers(in), cron, zone, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
