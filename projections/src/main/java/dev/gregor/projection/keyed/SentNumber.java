package dev.gregor.projection.keyed;

import java.nio.ByteBuffer;

/**
 * The number of a record between the two stages, in the order of one partition of events to one partition of rows.
 *
 * @param start the id of the start of the task that sent it
 * @param number 1, 2, 3 …, over all starts
 * @param first whether it is the first of this start
 */
record SentNumber(long start, long number, boolean first) {

    private static final int BYTES = 2 * Long.BYTES + 1;

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putLong(start)
                .putLong(number)
                .put((byte) (first ? 1 : 0))
                .array();
    }

    static SentNumber decode(byte[] header) {
        ByteBuffer buffer = ByteBuffer.wrap(header);
        return new SentNumber(buffer.getLong(), buffer.getLong(), buffer.get() == 1);
    }
}
