package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
    private static final int NULL = -1;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(topic);
            out.writeUTF(cron);
            out.writeUTF(zone);
            out.writeLong(offset);
            write(out, key);
            write(out, value);
            Header[] all = headers.toArray();
            out.writeInt(all.length);
            for (Header each : all) {
                write(out, each.key().getBytes(UTF_8));
                write(out, each.value());
            }
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
            byte[] key = read(in);
            byte[] value = read(in);
            return new ScheduledMessage(topic, key, value, readHeaders(in), cron, zone, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Headers readHeaders(DataInputStream in) throws IOException {
        Headers headers = new RecordHeaders();
        int number = in.readInt();
        for (int i = 0; i < number; i++) {
            headers.add(new String(requireNonNull(read(in)), UTF_8), read(in));
        }
        return headers;
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
