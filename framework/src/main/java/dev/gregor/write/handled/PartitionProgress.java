package dev.gregor.write.handled;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition is, as the store of its counters keeps it.
 *
 * @param sequence the sequence of its last event
 * @param millis the latest time that it has seen, in milliseconds
 * @param handled up to where its commands are handled; null if an earlier version wrote it, which did not keep that
 */
public record PartitionProgress(
        long sequence, long millis, @Nullable HandledUpTo handled) {

    private static final int COUNTER_BYTES = 2 * Long.BYTES;

    /** Up to where its commands are handled, if that is known. */
    public Optional<HandledUpTo> handledUpTo() {
        return Optional.ofNullable(handled);
    }

    /** As the store keeps it. */
    public byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(handled == null ? COUNTER_BYTES : COUNTER_BYTES + HandledUpTo.BYTES)
                .putLong(sequence)
                .putLong(millis);
        if (handled != null) {
            handled.encode(buffer);
        }
        return buffer.array();
    }

    /** Reads what {@link #encode} wrote, here or in an earlier version. */
    public static PartitionProgress decode(byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long sequence = buffer.getLong();
        long millis = buffer.getLong();
        HandledUpTo handled = buffer.remaining() < HandledUpTo.BYTES ? null : HandledUpTo.decode(buffer);
        return new PartitionProgress(sequence, millis, handled);
    }
}
