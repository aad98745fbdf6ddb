package dev.gregor.projection.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The bytes of a whole record, headers and all, at the end of what is stored. */
public final class StoredRecord {

    private StoredRecord() {}

    /** Writes a record; nothing may follow it. */
    public static void write(DataOutputStream out, Record<byte[], byte[]> record) throws IOException {
        out.writeLong(record.timestamp());
        write(out, record.key());
        write(out, record.value());
        for (Header header : record.headers()) {
            write(out, header.key().getBytes(UTF_8));
            write(out, header.value());
        }
    }

    /** Reads a record up to the end. */
    public static Record<byte[], byte[]> read(DataInputStream in) throws IOException {
        long timestamp = in.readLong();
        byte @Nullable [] key = read(in, in.readInt());
        byte @Nullable [] value = read(in, in.readInt());
        Headers headers = new RecordHeaders();
        while (in.available() > 0) {
            headers.add(text(in), read(in, in.readInt()));
        }
        return new Record<>(key, value, timestamp, headers);
    }

    /** Writes bytes with their number; null as well. */
    public static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    /** Reads a text that was written as bytes. */
    public static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), UTF_8);
    }

    private static byte @Nullable [] read(DataInputStream in, int length) throws IOException {
        return length < 0 ? null : in.readNBytes(length);
    }
}
