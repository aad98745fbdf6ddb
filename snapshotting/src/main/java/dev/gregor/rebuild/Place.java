package dev.gregor.rebuild;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition of events is read.
 *
 * @param offset the offset to go on from
 * @param events how many events were read
 * @param carried the sequence that the last of them carries, which is their number if all is well
 * @param millis the latest time of an event
 */
record Place(long offset, long events, long carried, long millis) {

    static Place decode(byte @Nullable [] encoded, long beginning) {
        if (encoded == null) {
            return new Place(beginning, 0, 0, 0);
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        return new Place(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    byte[] encode() {
        return ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(offset)
                .putLong(events)
                .putLong(carried)
                .putLong(millis)
                .array();
    }

    Place after(long sequence, long timeMillis) {
        return new Place(offset, events + 1, sequence, Math.max(millis, timeMillis));
    }

    Place at(long nextOffset) {
        return new Place(nextOffset, events, carried, millis);
    }
}
