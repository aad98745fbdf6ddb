package dev.gregor.write.received;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Which messages are carried by the record of a name. Avro reads a record as any other whose fields fit, so that the record
 * of one message would pass for another.
 */
final class RecordTypes {

    private record Carried(MessageType type, Schema record) {}

    private final AvroCodec codec;
    private final String topic;
    private final Map<String, MessageType> types = new HashMap<>();
    private final Set<Carried> known = new HashSet<>();

    RecordTypes(Collection<AggregateDefinition<?>> definitions, AvroCodec codec, String topic) {
        this.codec = codec;
        this.topic = topic;
        definitions.forEach(this::add);
    }

    private void add(AggregateDefinition<?> definition) {
        definition.commands().forEach(each -> types.putIfAbsent(each.schema().getFullName(), each.type()));
        definition.events().forEach(each -> types.putIfAbsent(each.schema().getFullName(), each.type()));
        definition
                .recordedEvents()
                .forEach(each -> types.putIfAbsent(each.schema().getFullName(), each.type()));
    }

    /**
     * Refuses the record of another message. One that has no name of ours may be anybody's, and one that this message was
     * written with before is none of another, whatever its class carries by now.
     *
     * @throws UnreadableCommandException if it is one
     */
    void require(CommandDefinition<?, ?> command, byte[] value) {
        Schema record = codec.writerSchema(topic, value);
        String name = record.getFullName();
        MessageType other = types.get(name);
        boolean isOther = other != null
                && !name.equals(command.schema().getFullName())
                && !command.schema().getAliases().contains(name);
        if (isOther && !wasWrittenFor(command, record)) {
            throw new UnreadableCommandException(
                    "Header '%s' is '%s', but the value is a %s, which is the record of '%s'; send header and record of one message"
                            .formatted(MessageHeaders.TYPE, command.type(), name, other));
        }
    }

    private boolean wasWrittenFor(CommandDefinition<?, ?> command, Schema record) {
        Carried carried = new Carried(command.type(), record);
        if (!known.contains(carried)
                && codec.registered(topic, command.type().toString(), command.schema())
                        .contains(record)) {
            known.add(carried);
        }
        return known.contains(carried);
    }
}
