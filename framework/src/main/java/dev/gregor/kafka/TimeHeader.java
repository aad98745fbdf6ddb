package dev.gregor.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The header {@code ce_time}. Under load many messages have the same millisecond, and formatting it costs more than any other
 * header, so the last one is kept. Thread-safe.
 */
public final class TimeHeader {

    private volatile Cached last = Cached.of(Instant.EPOCH);

    private record Cached(Instant time, Header header) {

        static Cached of(Instant time) {
            return new Cached(
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
        Cached cached = last;
        if (!cached.time().equals(time)) {
            cached = Cached.of(time);
            last = cached;
        }
        return cached.header();
    }
}
