package dev.gregor.app.json;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;

/** Timestamps in nanoseconds that are right before 1970 too; those of Avro 1.12.1 are off by 0.999 s there. */
final class NanosConversions {

    private static final long PER_SECOND = 1_000_000_000;

    private NanosConversions() {}

    private static long sinceEpoch(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), PER_SECOND), time.getNano());
    }

    static final class Timestamp extends TimeConversions.TimestampNanosConversion {
        @Override
        public Long toLong(Instant time, Schema schema, LogicalType type) {
            return sinceEpoch(time);
        }
    }

    static final class LocalTimestamp extends TimeConversions.LocalTimestampNanosConversion {
        @Override
        public Long toLong(LocalDateTime time, Schema schema, LogicalType type) {
            return sinceEpoch(time.toInstant(ZoneOffset.UTC));
        }
    }
}
