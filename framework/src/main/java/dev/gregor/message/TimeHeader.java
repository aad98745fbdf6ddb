package dev.gregor.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The header {@code ce_time}. Under load many messages have the same millisecond, and formatting it costs more than any other
 * header, so the last one is kept. Thread-safe.
 */
public final class TimeHeader {

    private volatile Kept last = Kept.of(Instant.EPOCH);

    private record Kept(Instant time, Header header) {

        static Kept of(Instant time) {
            return new Kept(
                    time,
                    new RecordHeader(
                            MessageHeaders.TIME,
                            DateTimeFormatter.ISO_INSTANT.format(time).getBytes(UTF_8)));
        }
    }

    /** Keeps none yet. */
    public TimeHeader() {}

    /** The header of this time, in ISO 8601. */
    public Header of(Instant time) {
        Kept kept = last;
        if (!kept.time().equals(time)) {
            kept = Kept.of(time);
            last = kept;
        }
        return kept.header();
    }
}
