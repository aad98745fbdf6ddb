package dev.gregor.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.command.OutcomeRecord;
import dev.gregor.command.gateway.EventTypes;
import dev.gregor.write.handled.HandledCommands;
import dev.gregor.write.handled.HandledUpTo;
import dev.gregor.write.handled.PartitionCounters;
import dev.gregor.write.handled.PartitionProgress;
import dev.gregor.write.received.CommandHeaders;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

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

    /** The counters of a partition. */
    public static KeyValue<byte[], byte[]> clock(PartitionProgress progress) {
        return KeyValue.pair(PartitionCounters.KEY.get(), progress.encode());
    }

    /** What tells a command from others: a hash of the aggregate id and the command id, whichever of them it has. */
    public byte[] commandKey(byte @Nullable [] key, Headers headers) {
        return HandledCommands.key(digest, key, CommandHeaders.of(headers).id()).get();
    }

    /** The same of a command that is known by the event that it caused. */
    public byte[] commandKey(String aggregateId, String commandId) {
        return HandledCommands.key(digest, aggregateId.getBytes(UTF_8), commandId)
                .get();
    }

    /** The command whose outcome is kept under such a key of the store of outcomes. */
    public static byte[] commandKey(byte[] outcomeKey) {
        return Arrays.copyOf(outcomeKey, HandledUpTo.KEY_BYTES);
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
        byte[] key = commandKey(aggregateId, commandId);
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
