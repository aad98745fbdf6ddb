package dev.gregor.write.deadletter;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** An upper bound of the bytes that a record takes on the wire, uncompressed. */
public final class RecordSize {

    /** Of a batch with one record, and the fields of the record besides key, value and headers. */
    private static final int FRAME = 128;

    /** The lengths of a header's key and value. */
    private static final int LENGTHS = 10;

    private RecordSize() {}

    /** The size of a record in bytes. */
    public static long of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long bytes = (long) FRAME + length(key) + length(value);
        for (Header header : headers) {
            bytes += of(header);
        }
        return bytes;
    }

    static long of(Header header) {
        return (long) LENGTHS + Utils.utf8Length(header.key()) + length(header.value());
    }

    static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
