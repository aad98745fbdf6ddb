package dev.gregor.projection.keyed;

import dev.gregor.projection.task.PositionStore;
import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends what one task of the first stage makes to partitions of rows. It numbers the records to each of them, 1, 2, 3 … for ever,
 * beside the positions of the task. Each start of the task has an id of its own, so that what is read again is told from what is sent
 * again.
 */
public final class KeyedSender {

    private static final String SENT = PositionStore.NUMBER + "sent";
    private static final long MOST = 1_000_000_000_000_000_000L;

    private final PositionStore positions;
    private final Consumer<Record<byte[], byte[]>> forward;
    private final BitSet begun = new BitSet();
    private final long start = ThreadLocalRandom.current().nextLong(1, MOST);

    /** Goes on where the task of the first stage has come to. */
    public KeyedSender(PositionStore positions, Consumer<Record<byte[], byte[]>> forward) {
        this.positions = positions;
        this.forward = forward;
    }

    /** Sends a record to a partition of rows. */
    public void send(Record<byte[], byte[]> keyed, int rows) {
        SentNumber number = next(rows);
        RowPartition.sendTo(rows, each -> forward.accept(KeyedEvent.numbered(keyed, number)));
    }

    /** The number of the next record to a partition of rows. */
    SentNumber next(int rows) {
        boolean first = !begun.get(rows);
        begun.set(rows);
        long number = positions.sequence(SENT, rows) + 1;
        positions.keep(SENT, rows, number);
        return new SentNumber(start, number, first);
    }
}
