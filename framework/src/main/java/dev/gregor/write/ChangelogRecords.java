package dev.gregor.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.command.EventTypes;
import dev.gregor.command.OutcomeRecord;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.KeyValue;

/**
 * The counters and outcomes of one partition as the changelogs of their stores hold them, for what recreates the stores
 * from events. Not thread-safe.
 */
public final class ChangelogRecords {

    private final WriteSide writeSide;
    private final Outcomes outcomes;
    private final MessageDigest digest = HandledCommands.sha256();

    /** Makes records of this partition. */
    public ChangelogRecords(WriteSide writeSide, int partition) {
        this.writeSide = writeSide;
        this.outcomes = new Outcomes(partition);
    }

    /** The counters of a partition: the sequence of its last event, and the latest time that it has seen. */
    public static KeyValue<byte[], byte[]> clock(long sequence, long millis) {
        return KeyValue.pair(PartitionClock.KEY.get(), PartitionClock.encode(sequence, millis));
    }

    /** The sequence that such a value holds. */
    public static long sequence(byte[] clock) {
        return ByteBuffer.wrap(clock).getLong();
    }

    /** The time from which on outcomes are still looked up, if it is now this time. */
    public long recentSince(long nowMillis) {
        long retention = writeSide.settings().idRetention().toMillis();
        return HandledCommands.period(nowMillis, retention) - retention;
    }

    /** The outcome of a command, by its {@link #outcomeKey key}. */
    public KeyValue<byte[], byte[]> outcome(AcceptedCommand command) {
        OutcomeRecord outcome = outcomes.accepted(command.version(), command.sequence(), command.eventTypes(), null);
        return KeyValue.pair(
                outcomeKey(command.aggregateId(), command.commandId(), command.time()),
                writeSide.codec().encode(writeSide.topics().replies(), outcome));
    }

    /**
     * The key of the outcome of a command that was decided at this time. It is that of a window store: the key proper, the
     * start of the window in milliseconds (8 bytes), and a number that is always 0 (4 bytes).
     */
    public byte[] outcomeKey(String aggregateId, String commandId, Instant time) {
        byte[] key = HandledCommands.key(digest, aggregateId.getBytes(UTF_8), commandId)
                .get();
        long retention = writeSide.settings().idRetention().toMillis();
        return ByteBuffer.allocate(key.length + Long.BYTES + Integer.BYTES)
                .put(key)
                .putLong(HandledCommands.period(time.toEpochMilli(), retention))
                .putInt(0)
                .array();
    }

    /** The logical types of the events in such an outcome. */
    public List<String> eventTypes(byte[] outcome) {
        String topic = writeSide.topics().replies();
        return EventTypes.in(writeSide.codec().decode(topic, outcome, OutcomeRecord.class));
    }
}
