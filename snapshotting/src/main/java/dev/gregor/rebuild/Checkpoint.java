package dev.gregor.rebuild;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition of events is read.
 *
 * @param offset the offset to go on from
 * @param events how many events were read
 * @param sequences the sequences that they carry
 * @param millis the latest time of an event
 */
record Checkpoint(long offset, long events, Numbering sequences, long millis) {

    static Checkpoint decode(byte @Nullable [] encoded, long beginning) {
        if (encoded == null) {
            return new Checkpoint(beginning, 0, Numbering.NONE, 0);
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        return new Checkpoint(buffer.getLong(), buffer.getLong(), Numbering.decode(buffer), buffer.getLong());
    }

    byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(3 * Long.BYTES + Numbering.BYTES)
                .putLong(offset)
                .putLong(events);
        sequences.encode(buffer);
        return buffer.putLong(millis).array();
    }

    Checkpoint after(long sequence, long timeMillis) {
        return new Checkpoint(offset, events + 1, sequences.next(sequence, events + 1), Math.max(millis, timeMillis));
    }

    Checkpoint at(long nextOffset) {
        return new Checkpoint(nextOffset, events, sequences, millis);
    }
}
