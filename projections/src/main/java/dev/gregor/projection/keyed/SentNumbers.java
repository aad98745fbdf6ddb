package dev.gregor.projection.keyed;

import dev.gregor.projection.task.PositionStore;
import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Numbers what one task of the first stage sends to each partition of rows, 1, 2, 3 … for ever, beside its positions. Each start of
 * the task has an id of its own, so that what is read again is told from what is sent again.
 */
public final class SentNumbers {

    private static final String SENT = PositionStore.NUMBER + "sent";
    private static final long MOST = 1_000_000_000_000_000_000L;

    private final PositionStore positions;
    private final BitSet begun = new BitSet();
    private final long start = ThreadLocalRandom.current().nextLong(1, MOST);

    /** Goes on where the task of the first stage has come to. */
    public SentNumbers(PositionStore positions) {
        this.positions = positions;
    }

    /** The number of the next record to a partition of rows. */
    public SentNumber next(int rows) {
        boolean first = !begun.get(rows);
        begun.set(rows);
        long number = positions.sequence(SENT, rows) + 1;
        positions.keep(SENT, rows, number);
        return new SentNumber(start, number, first);
    }
}
