package dev.gregor.messaging.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes and reads parts of records where whole records are kept in others: their number or length first, which is -1 for nothing. */
public final class RecordFields {

    private static final int NULL = -1;

    private RecordFields() {}

    /** Writes a key or a value. */
    public static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** Writes a text in UTF-8. */
    public static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(UTF_8));
    }

    /** Writes headers. */
    public static void write(DataOutputStream out, Headers headers) throws IOException {
        Header[] all = headers.toArray();
        out.writeInt(all.length);
        for (Header each : all) {
            write(out, each.key());
            write(out, each.value());
        }
    }

    /** Reads a key or a value. */
    public static byte @Nullable [] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NULL ? null : in.readNBytes(length);
    }

    /** Reads a text. */
    public static String text(DataInputStream in) throws IOException {
        return new String(requireNonNull(bytes(in)), UTF_8);
    }

    /** Reads headers. */
    public static Headers headers(DataInputStream in) throws IOException {
        Headers headers = new RecordHeaders();
        int number = in.readInt();
        for (int i = 0; i < number; i++) {
            headers.add(text(in), bytes(in));
        }
        return headers;
    }
}
