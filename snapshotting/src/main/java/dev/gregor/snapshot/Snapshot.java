package dev.gregor.snapshot;

import java.nio.ByteBuffer;

/**
 * A snapshot as it is stored. The state names its own schema.
 *
 * @param version the number of events folded into it
 * @param timeMillis when the last of them was decided
 * @param state the encoded state; empty if the aggregate has none
 */
record Snapshot(long version, long timeMillis, byte[] state) {

    private static final byte FORMAT = 1;
    private static final int HEADER = 1 + 2 * Long.BYTES;

    static final Snapshot NONE = new Snapshot(0, 0, new byte[0]);

    byte[] encode() {
        return ByteBuffer.allocate(HEADER + state.length)
                .put(FORMAT)
                .putLong(version)
                .putLong(timeMillis)
                .put(state)
                .array();
    }

    static Snapshot decode(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        byte format = buffer.get();
        if (format != FORMAT) {
            throw new UnreadableSnapshotException("Snapshot format " + format + " is unknown, expected " + FORMAT);
        }
        long version = buffer.getLong();
        long timeMillis = buffer.getLong();
        byte[] state = new byte[buffer.remaining()];
        buffer.get(state);
        return new Snapshot(version, timeMillis, state);
    }
}
