package dev.gregor.projection.parked;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.projection.task.StoredRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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

    private static final int MAX_REASON_LENGTH = 1000;

    /** Marks an event without its data. */
    private static final String WITHOUT_DATA = "gregor_without_data";

    /** What is kept of an event without its data. */
    private static final Set<String> KEPT =
            Set.of(MessageHeaders.ID, MessageHeaders.TYPE, MessageHeaders.SUBJECT, MessageHeaders.PARTITION_SEQUENCE);

    /** The same after one more failure. */
    ParkedEvent failed(Throwable failure) {
        return new ParkedEvent(partition, since, tries + 1, reason(failure), record);
    }

    /** The same without data and most headers. */
    ParkedEvent withoutData(int bytes) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (KEPT.contains(header.key())) {
                headers.add(header);
            }
        }
        headers.add(WITHOUT_DATA, Integer.toString(bytes).getBytes(UTF_8));
        String why = reason.isEmpty() ? tooLarge(bytes) : reason;
        return new ParkedEvent(partition, since, tries, why, new Record<>(null, null, record.timestamp(), headers));
    }

    /**
     * Refuses what is without its data.
     *
     * @throws PermanentException if they were too large to be kept
     */
    void requireWhole() {
        String bytes = header(WITHOUT_DATA);
        if (!bytes.isEmpty()) {
            throw new PermanentException(tooLarge(Integer.parseInt(bytes)));
        }
    }

    private String tooLarge(int bytes) {
        return String.format(
                Locale.ROOT,
                "The event is too large to be kept parked (%,d bytes): it is event %s of partition %d of its events"
                        + " topic; discard it, or raise gregor.max-state-bytes and reset the projection",
                bytes,
                header(MessageHeaders.PARTITION_SEQUENCE),
                partition);
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
        return text.length() <= MAX_REASON_LENGTH ? text : text.substring(0, MAX_REASON_LENGTH) + '…';
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
