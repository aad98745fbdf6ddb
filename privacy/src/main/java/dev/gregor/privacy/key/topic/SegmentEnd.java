package dev.gregor.privacy.key.topic;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a record has to be written only to end the segment with the bytes of a key that was destroyed or wrapped anew: a segment ends with
 * the first record that comes after its time, and is compacted then. One thread uses it.
 */
final class SegmentEnd {

    private static final int MAX_DELAY_MILLIS = 10_000;

    private final long segmentMillis;
    private final long delayMillis;
    private long staleMillis;

    /** Ends segments of this length, some seconds before or after other instances do. */
    SegmentEnd(Duration segment) {
        this.segmentMillis = segment.toMillis();
        this.delayMillis = ThreadLocalRandom.current().nextLong(Math.min(MAX_DELAY_MILLIS, segmentMillis));
    }

    /** Takes note of a record. */
    void read(long timestamp, boolean makesStale) {
        if (staleMillis > 0 && timestamp > staleMillis + segmentMillis) {
            staleMillis = 0;
        }
        if (makesStale) {
            staleMillis = timestamp;
        }
    }

    /** Whether to write one now. */
    boolean isDue(long nowMillis) {
        return staleMillis > 0 && nowMillis > staleMillis + segmentMillis + delayMillis;
    }
}
