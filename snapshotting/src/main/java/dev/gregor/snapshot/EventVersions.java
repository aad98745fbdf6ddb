package dev.gregor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.message.MessageType;
import dev.gregor.write.storage.EncodedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * The version of the last event of each kind that happened to an aggregate, by current logical types. It answers whether
 * events of some kinds have happened since a version.
 *
 * @param last versions by logical type
 */
public record EventVersions(Map<MessageType, Long> last) {

    /** Nothing has happened. */
    static final EventVersions NONE = new EventVersions(Map.of());

    EventVersions with(List<EncodedEvent> events) {
        Map<MessageType, Long> next = new HashMap<>(last);
        events.forEach(event -> next.put(event.type(), event.version()));
        return new EventVersions(next);
    }

    EventVersions with(AggregateDefinition<?> definition, List<SpecificRecord> events, long version) {
        Map<MessageType, Long> next = new HashMap<>(last);
        events.forEach(event -> next.put(definition.eventOf(event).type(), version));
        return new EventVersions(next);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Varint.write(last.size(), bytes);
        last.forEach((type, version) -> {
            byte[] name = type.versionedAction().getBytes(UTF_8);
            Varint.write(name.length, bytes);
            bytes.writeBytes(name);
            Varint.writeSigned(version, bytes);
        });
        return bytes.toByteArray();
    }

    /** Reads what {@link #encode} wrote; a kind of event that has become others since counts as all of those. */
    static EventVersions decode(ByteBuffer buffer, AggregateDefinition<?> definition) {
        Map<MessageType, Long> last = new HashMap<>();
        for (long left = Varint.read(buffer); left > 0; left--) {
            byte[] name = new byte[Math.toIntExact(Varint.read(buffer))];
            buffer.get(name);
            long version = Varint.readSigned(buffer);
            definition
                    .currentTypes(MessageType.parse(definition.type(), new String(name, UTF_8)))
                    .forEach(type -> last.merge(type, version, Math::max));
        }
        return new EventVersions(last);
    }
}
