package dev.gregor.snapshot;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A snapshot as it is stored. The state names its own schema.
 *
 * @param version the number of events folded into it
 * @param timeMillis when the last of them was decided
 * @param last which kind of event last happened when, encoded
 * @param state the encoded state; empty if the aggregate has none
 */
record Snapshot(long version, long timeMillis, byte[] last, byte[] state) {

    private static final byte FORMAT = 2;
    private static final int HEADER = 1 + 2 * Long.BYTES + Integer.BYTES;

    byte[] encode() {
        return ByteBuffer.allocate(HEADER + last.length + state.length)
                .put(FORMAT)
                .putLong(version)
                .putLong(timeMillis)
                .putInt(last.length)
                .put(last)
                .put(state)
                .array();
    }

    static Snapshot decode(byte[] value) {
        try {
            return decode(ByteBuffer.wrap(value));
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new UnreadableSnapshotException("The snapshot is cut short after " + value.length + " bytes", e);
        }
    }

    private static Snapshot decode(ByteBuffer buffer) {
        byte format = buffer.get();
        if (format != FORMAT) {
            throw new UnreadableSnapshotException("Its format " + format + " is unknown, expected " + FORMAT, null);
        }
        long version = buffer.getLong();
        long timeMillis = buffer.getLong();
        byte[] last = new byte[buffer.getInt()];
        buffer.get(last);
        byte[] state = new byte[buffer.remaining()];
        buffer.get(state);
        return new Snapshot(version, timeMillis, last, state);
    }
}
