package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.EventMetadata;
import dev.gregor.snapshot.AggregateFold;
import dev.gregor.snapshot.FoldResult;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate on the way through its events.
 *
 * @param folded the aggregate so far
 * @param versions the versions that its events carry
 * @param commandId the command that led to its last event
 * @param types the logical types of the events of that command so far, a list that grows with the next of them; null if it
 *     has to be looked up, or nobody remembers the command any more
 * @param sequence how many events of the partition there were with its last event; 0 if that was read before a checkpoint
 */
record FoldedEntry<S extends SpecificRecord>(
        FoldResult<S> folded,
        Numbering versions,
        String commandId,
        @Nullable List<String> types,
        long sequence) {

    static <S extends SpecificRecord> FoldedEntry<S> none() {
        return new FoldedEntry<>(FoldResult.none(), Numbering.NONE, "", null, 0);
    }

    long version() {
        return folded.state().version();
    }

    Instant time() {
        return folded.state().time();
    }

    FoldedEntry<S> apply(
            EventMetadata event, FoldResult<S> after, @Nullable List<String> typesOfCommand, long newSequence) {
        Numbering next = versions.next(event.version(), version() + 1);
        return new FoldedEntry<>(after, next, event.causationId(), typesOfCommand, newSequence);
    }

    byte[] encode(AggregateFold<S> folding) {
        byte[] command = commandId.getBytes(UTF_8);
        byte[] snapshot = folding.encode(folded);
        ByteBuffer buffer = ByteBuffer.allocate(Numbering.BYTES + Integer.BYTES + command.length + snapshot.length);
        versions.encode(buffer);
        return buffer.putInt(command.length).put(command).put(snapshot).array();
    }

    static <S extends SpecificRecord> FoldedEntry<S> decode(byte[] encoded, AggregateFold<S> folding) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        Numbering versions = Numbering.decode(buffer);
        byte[] command = new byte[buffer.getInt()];
        buffer.get(command);
        byte[] snapshot = new byte[buffer.remaining()];
        buffer.get(snapshot);
        return new FoldedEntry<>(folding.decode(snapshot), versions, new String(command, UTF_8), null, 0);
    }

    /** The snapshot in an encoded entry. */
    static byte[] snapshot(byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        int command = buffer.getInt(Numbering.BYTES);
        buffer.position(Numbering.BYTES + Integer.BYTES + command);
        byte[] snapshot = new byte[buffer.remaining()];
        buffer.get(snapshot);
        return snapshot;
    }
}
