package dev.gregor.rebuild;

import java.nio.ByteBuffer;

/**
 * The numbers that events carry, which are 1, 2, 3 … if all is well. After a number that does not follow, the next may go on
 * from it, as after a gap, or from the count of events, as after a single wrong number: so each fault is found once.
 *
 * @param last the number that the last event carries
 * @param isDoubtful whether that did not follow the one before
 */
record Numbering(long last, boolean isDoubtful) {

    static final Numbering NONE = new Numbering(0, false);

    /** The bytes that it is encoded in. */
    static final int BYTES = Long.BYTES + 1;

    /** Whether the event that is the n-th may carry this number. */
    boolean isFollowedBy(long number, long count) {
        return number == last + 1 || (isDoubtful && number == count);
    }

    /** The number that the n-th event should carry. */
    long expected(long count) {
        return isDoubtful ? count : last + 1;
    }

    Numbering next(long number, long count) {
        return new Numbering(number, !isFollowedBy(number, count));
    }

    void encode(ByteBuffer buffer) {
        buffer.putLong(last).put((byte) (isDoubtful ? 1 : 0));
    }

    static Numbering decode(ByteBuffer buffer) {
        return new Numbering(buffer.getLong(), buffer.get() == 1);
    }
}
