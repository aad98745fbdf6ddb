package dev.gregor.projection.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * An event that was not applied, as it came.
 *
 * @param partition the partition that it came from
 * @param since when it was parked
 * @param tries how often it was tried; 0 if it waits behind another one
 * @param reason why it could not be applied; empty if only one before it could not
 * @param record the event
 */
record ParkedEvent(int partition, Instant since, int tries, String reason, Record<byte[], byte[]> record) {

    private static final int MOST_OF_A_REASON = 1000;

    /** The same after one more failure. */
    ParkedEvent failed(Throwable failure) {
        return new ParkedEvent(partition, since, tries + 1, reason(failure), record);
    }

    /** The id of the event. */
    String id() {
        return header(MessageHeaders.ID);
    }

    /** The logical type of the event. */
    String type() {
        return header(MessageHeaders.TYPE);
    }

    private String header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private static String reason(Throwable failure) {
        String text = failure.toString();
        return text.length() <= MOST_OF_A_REASON ? text : text.substring(0, MOST_OF_A_REASON) + '…';
    }

    byte[] encode() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(partition);
            out.writeLong(since.toEpochMilli());
            out.writeInt(tries);
            out.writeLong(record.timestamp());
            write(out, reason.getBytes(UTF_8));
            write(out, record.key());
            write(out, record.value());
            for (Header header : record.headers()) {
                write(out, header.key().getBytes(UTF_8));
                write(out, header.value());
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ParkedEvent decode(byte[] stored) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored));
            int partition = in.readInt();
            Instant since = Instant.ofEpochMilli(in.readLong());
            int tries = in.readInt();
            long timestamp = in.readLong();
            String reason = text(in);
            byte @Nullable [] key = read(in);
            byte @Nullable [] value = read(in);
            Headers headers = new RecordHeaders();
            while (in.available() > 0) {
                headers.add(text(in), read(in));
            }
            return new ParkedEvent(partition, since, tries, reason, new Record<>(key, value, timestamp, headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), UTF_8);
    }
}
