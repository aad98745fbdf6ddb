package dev.gregor.projection.keyed;

import dev.gregor.projection.task.Flaw;
import dev.gregor.projection.task.PositionStore;
import dev.gregor.projection.task.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets one task of the second stage apply the records from the first stage once each and without a gap, by the numbers
 * that it keeps beside its positions: what comes again is passed over, and where a number is missing or was given twice
 * the stages do not agree.
 */
public final class KeyedReceiver {

    private static final String LAST = PositionStore.NUMBER + "received";
    private static final String STARTS = PositionStore.NUMBER + "starts";
    private static final String START = PositionStore.NUMBER + "start-";

    /** The number of starts of a sender that may be read again: applied records are soon deleted from the topic. */
    private static final int KEPT_STARTS = 8;

    private final Task task;
    private final PositionStore positions;
    private final Consumer<Record<byte[], byte[]>> application;
    private final Map<Integer, KeyedEvent.SentNumber> last = new HashMap<>();

    /** Goes on where the task of the second stage has come to. */
    public KeyedReceiver(Task task, Consumer<Record<byte[], byte[]>> application) {
        this.task = task;
        this.positions = task.positions();
        this.application = application;
    }

    /** Applies a record if it is the next, and stops the task if one before it is missing. */
    public void receive(Record<byte[], byte[]> keyed) {
        KeyedEvent.SentNumber sent = KeyedEvent.number(keyed);
        if (sent != null) {
            receive(keyed, KeyedEvent.source(keyed), sent);
        } else if (!positions.covers(KeyedEvent.reached(keyed))) {
            application.accept(keyed);
        }
    }

    private void receive(Record<byte[], byte[]> keyed, int from, KeyedEvent.SentNumber sent) {
        Order order = order(from, sent);
        if (order == Order.NEXT) {
            application.accept(keyed);
            receive(from, sent);
        } else if (order == Order.WRONG) {
            task.stop(Flaw.disagreement(
                    "its rows know %d records that events of partition %d were sent on in, and were given number %d as the next"
                            .formatted(last(from).number(), from, sent.number())));
        }
    }

    /** What a record is. */
    enum Order {
        /** The one that follows the last. */
        NEXT,
        /** One that was received before. */
        AGAIN,
        /** Neither: records before it are missing, or its sender has forgotten what it has sent. */
        WRONG
    }

    /** What a record from the task of a partition of events is. */
    Order order(int from, KeyedEvent.SentNumber sent) {
        KeyedEvent.SentNumber before = last(from);
        boolean follows = sent.number() == before.number() + 1;
        if (sent.start() == before.start()) {
            return follows ? Order.NEXT : seen(sent, before);
        }
        if (wasSeen(from, sent.start())) {
            return Order.AGAIN;
        }
        return follows && sent.first() ? Order.NEXT : Order.WRONG;
    }

    private static Order seen(KeyedEvent.SentNumber sent, KeyedEvent.SentNumber before) {
        return sent.number() <= before.number() ? Order.AGAIN : Order.WRONG;
    }

    /** The number of the last record from the task of a partition of events; 0 if there was none. */
    KeyedEvent.SentNumber last(int from) {
        return last.computeIfAbsent(
                from, each -> new KeyedEvent.SentNumber(currentStart(each), positions.sequence(LAST, each), false));
    }

    /** Notes that a record is applied. */
    void receive(int from, KeyedEvent.SentNumber sent) {
        if (sent.start() != last(from).start()) {
            long starts = positions.sequence(STARTS, from);
            positions.keep(start(starts), from, sent.start());
            positions.keep(STARTS, from, starts + 1);
        }
        positions.keep(LAST, from, sent.number());
        last.put(from, sent);
    }

    private long currentStart(int from) {
        long starts = positions.sequence(STARTS, from);
        return starts == 0 ? 0 : positions.sequence(start(starts - 1), from);
    }

    private boolean wasSeen(int from, long start) {
        return LongStream.range(0, KEPT_STARTS).anyMatch(index -> positions.sequence(start(index), from) == start);
    }

    private static String start(long index) {
        return START + index % KEPT_STARTS;
    }
}
