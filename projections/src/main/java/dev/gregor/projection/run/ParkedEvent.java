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
import org.apache.kafka.streams.processor.api.Record;

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
            StoredRecord.write(out, reason.getBytes(UTF_8));
            StoredRecord.write(out, record);
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
            return new ParkedEvent(partition, since, tries, StoredRecord.text(in), StoredRecord.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
