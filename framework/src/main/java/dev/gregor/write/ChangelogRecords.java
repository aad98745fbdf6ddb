package dev.gregor.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.command.OutcomeRecord;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
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

    /**
     * The outcome of a command. The key is that of a window store: the key proper, the start of the window in milliseconds
     * (8 bytes), and a number that is always 0 (4 bytes).
     */
    public KeyValue<byte[], byte[]> outcome(AcceptedCommand command) {
        byte[] key = HandledCommands.key(digest, command.aggregateId().getBytes(UTF_8), command.commandId())
                .get();
        long retention = writeSide.settings().idRetention().toMillis();
        byte[] windowKey = ByteBuffer.allocate(key.length + Long.BYTES + Integer.BYTES)
                .put(key)
                .putLong(HandledCommands.period(command.time().toEpochMilli(), retention))
                .putInt(0)
                .array();
        OutcomeRecord outcome = outcomes.accepted(command.version(), command.sequence(), command.eventTypes());
        return KeyValue.pair(
                windowKey, writeSide.codec().encode(writeSide.topics().replies(), outcome));
    }
}
