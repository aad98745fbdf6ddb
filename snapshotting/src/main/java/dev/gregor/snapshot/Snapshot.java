package dev.gregor.snapshot;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A snapshot as it is stored. The state names its own schema.
 *
 * @param stateVersion the version of the state that the aggregate had declared
 * @param version the number of events folded into it
 * @param timeMillis when the last of them was decided
 * @param last which kind of event last happened when, encoded
 * @param state the encoded state; empty if the aggregate has none
 */
record Snapshot(int stateVersion, long version, long timeMillis, byte[] last, byte[] state) {

    /** Holds no version of the state, which is 1: so that earlier programs can read it. */
    private static final byte FORMAT = 2;

    private static final byte FORMAT_WITH_STATE_VERSION = 3;
    private static final int HEADER = 1 + 2 * Long.BYTES + Integer.BYTES;

    byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + Integer.BYTES + last.length + state.length);
        if (stateVersion == 1) {
            buffer.put(FORMAT);
        } else {
            buffer.put(FORMAT_WITH_STATE_VERSION).putInt(stateVersion);
        }
        buffer.putLong(version)
                .putLong(timeMillis)
                .putInt(last.length)
                .put(last)
                .put(state);
        return Arrays.copyOf(buffer.array(), buffer.position());
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
        if (format != FORMAT && format != FORMAT_WITH_STATE_VERSION) {
            throw new UnreadableSnapshotException(
                    "Its format %d is unknown, expected %d or %d".formatted(format, FORMAT, FORMAT_WITH_STATE_VERSION),
                    null);
        }
        int stateVersion = format == FORMAT ? 1 : buffer.getInt();
        long version = buffer.getLong();
        long timeMillis = buffer.getLong();
        byte[] last = new byte[buffer.getInt()];
        buffer.get(last);
        byte[] state = new byte[buffer.remaining()];
        buffer.get(state);
        return new Snapshot(stateVersion, version, timeMillis, last, state);
    }
}
