package dev.gregor.event.log;

import dev.gregor.message.EventMetadata;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition of the log has come.
 *
 * @param sequence of the last event that is filed; 0 if none is
 * @param offset after the last record that was handled, filed or not; 0 if an earlier program kept the sequence only
 * @param lastEvent the key of the last event in the store of events; null if there is none, or an earlier program did not keep it
 */
record LogPosition(long sequence, long offset, @Nullable Bytes lastEvent) {

    private static final LogPosition BEGINNING = new LogPosition(0, 0, null);

    LogPosition filed(EventMetadata event, long at) {
        return new LogPosition(event.sequence(), at + 1, LoggedEvent.key(event.aggregateId(), event.version()));
    }

    LogPosition refused(long at) {
        return new LogPosition(sequence, at + 1, lastEvent);
    }

    byte[] encode() {
        byte[] key = lastEvent == null ? new byte[0] : lastEvent.get();
        return ByteBuffer.allocate(2 * Long.BYTES + key.length)
                .putLong(sequence)
                .putLong(offset)
                .put(key)
                .array();
    }

    static LogPosition decode(byte @Nullable [] stored) {
        if (stored == null) {
            return BEGINNING;
        }
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long sequence = buffer.getLong();
        long offset = buffer.hasRemaining() ? buffer.getLong() : 0;
        byte[] key = new byte[buffer.remaining()];
        buffer.get(key);
        return new LogPosition(sequence, offset, key.length == 0 ? null : Bytes.wrap(key));
    }
}
