package dev.gregor.avro.record;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.avro.Conversion;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.jspecify.annotations.Nullable;

/** Timestamps in nanoseconds that are right before 1970 too; those of Avro 1.12.1 are off by 0.999 s there. */
public final class NanosConversions {

    private static final long PER_SECOND = 1_000_000_000;
    private static final Conversion<Instant> TIMESTAMP = new Timestamp();
    private static final Conversion<LocalDateTime> LOCAL_TIMESTAMP = new LocalTimestamp();

    private NanosConversions() {}

    /** Converts {@code timestamp-nanos}. */
    public static Conversion<Instant> timestamp() {
        return TIMESTAMP;
    }

    /** Converts {@code local-timestamp-nanos}. */
    public static Conversion<LocalDateTime> localTimestamp() {
        return LOCAL_TIMESTAMP;
    }

    /** The conversion to use in place of one that a generated class names: another one only for Avro's own of nanoseconds. */
    static @Nullable Conversion<?> inPlaceOf(@Nullable Conversion<?> named) {
        if (named instanceof TimeConversions.TimestampNanosConversion) {
            return TIMESTAMP;
        }
        return named instanceof TimeConversions.LocalTimestampNanosConversion ? LOCAL_TIMESTAMP : named;
    }

    private static long sinceEpoch(Instant time) {
        // Before 1970 the seconds alone may be below the range of which the sum is the end.
        long seconds = time.getEpochSecond() < 0 ? time.getEpochSecond() + 1 : time.getEpochSecond();
        long nanos = time.getEpochSecond() < 0 ? time.getNano() - PER_SECOND : time.getNano();
        return Math.addExact(Math.multiplyExact(seconds, PER_SECOND), nanos);
    }

    private static final class Timestamp extends TimeConversions.TimestampNanosConversion {
        @Override
        public Long toLong(Instant time, Schema schema, LogicalType type) {
            return sinceEpoch(time);
        }
    }

    private static final class LocalTimestamp extends TimeConversions.LocalTimestampNanosConversion {
        @Override
        public Long toLong(LocalDateTime time, Schema schema, LogicalType type) {
            return sinceEpoch(time.toInstant(ZoneOffset.UTC));
        }
    }
}
