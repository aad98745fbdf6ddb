package dev.gregor.projection.task;

import dev.gregor.failure.PermanentException;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * How large a record may be, so that what is too large is found before it is written.
 *
 * @param bytes what the producer and the topic take, with everything around the record
 */
public record RecordLimit(int bytes) {

    /** An upper bound of what Kafka adds to a batch of one record. */
    private static final int AROUND = 100;

    /** Whether a record of a store is not too large. */
    public boolean allows(byte[] key, byte[] value) {
        return (long) key.length + value.length <= bytes - AROUND;
    }

    /** Refuses a record of a store that is too large; null deletes. */
    public void require(String what, byte[] key, byte @Nullable [] value) {
        require(what, (long) key.length + (value == null ? 0 : value.length));
    }

    /** Refuses a record that is too large. */
    public void require(String what, Record<byte[], byte[]> record) {
        long size = (long) record.key().length + (record.value() == null ? 0 : record.value().length);
        for (Header header : record.headers()) {
            size += 2L * Integer.BYTES + header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        require(what, size);
    }

    private void require(String what, long size) {
        if (size > bytes - AROUND) {
            throw new PermanentException(String.format(
                    Locale.ROOT,
                    "%s has %,d bytes, the limit is %,d; let it hold less, or raise gregor.max-state-bytes",
                    what,
                    size,
                    bytes - AROUND));
        }
    }
}
