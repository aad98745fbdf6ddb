package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.EventMetadata;
import dev.gregor.snapshot.Folded;
import dev.gregor.snapshot.Folding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * An aggregate on the way through its events.
 *
 * @param folded the aggregate so far
 * @param versions the versions that its events carry
 * @param commandId the command that led to its last event
 * @param types the logical types of the events of that command so far
 */
record FoldedEntry<S extends SpecificRecord>(
        Folded<S> folded, Numbering versions, String commandId, List<String> types) {

    static <S extends SpecificRecord> FoldedEntry<S> none() {
        return new FoldedEntry<>(Folded.none(), Numbering.NONE, "", List.of());
    }

    long version() {
        return folded.state().version();
    }

    FoldedEntry<S> then(EventMetadata event, Folded<S> after) {
        List<String> ofCommand = new ArrayList<>(event.causationId().equals(commandId) ? types : List.of());
        ofCommand.add(event.type().toString());
        return new FoldedEntry<>(after, versions.then(event.version(), version() + 1), event.causationId(), ofCommand);
    }

    byte[] encode(Folding<S> folding) {
        byte[] command = (String.join(",", types) + '\n' + commandId).getBytes(UTF_8);
        byte[] snapshot = folding.encode(folded);
        ByteBuffer buffer = ByteBuffer.allocate(Numbering.BYTES + Integer.BYTES + command.length + snapshot.length);
        versions.encode(buffer);
        return buffer.putInt(command.length).put(command).put(snapshot).array();
    }

    static <S extends SpecificRecord> FoldedEntry<S> decode(byte[] encoded, Folding<S> folding) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        Numbering versions = Numbering.decode(buffer);
        byte[] command = new byte[buffer.getInt()];
        buffer.get(command);
        byte[] snapshot = new byte[buffer.remaining()];
        buffer.get(snapshot);
        String text = new String(command, UTF_8);
        int end = text.indexOf('\n');
        List<String> types = List.of(text.substring(0, end).split(",", -1));
        return new FoldedEntry<>(folding.decode(snapshot), versions, text.substring(end + 1), types);
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
