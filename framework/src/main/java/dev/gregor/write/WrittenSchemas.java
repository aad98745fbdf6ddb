package dev.gregor.write;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.schema.SchemaRule;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.MessageType;
import dev.gregor.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas that a write side writes with: checked against those of earlier versions, then made known. */
record WrittenSchemas(WriteSide writeSide) {

    /** A message, or a state, and whether it is still written or only read. */
    private record Written(String what, String message, String topic, Schema schema, boolean isWritten) {}

    void register(SchemaRule rule) {
        AvroCodec codec = writeSide.codec();
        Topics topics = writeSide.topics();
        List<Written> messages = new ArrayList<>();
        writeSide.definitions().forEach(definition -> messages.addAll(messages(definition)));
        check(messages, rule);
        codec.register(topics.replies(), OutcomeRecord.getClassSchema());
        messages.stream()
                .filter(Written::isWritten)
                .forEach(each -> codec.register(each.topic(), each.message(), each.schema()));
        for (AggregateDefinition<?> definition : writeSide.definitions()) {
            Schema state = definition.stateSchema();
            codec.register(topics.snapshots(definition.type(), state), state);
        }
    }

    private List<Written> messages(AggregateDefinition<?> definition) {
        Topics topics = writeSide.topics();
        String type = definition.type();
        List<Written> messages = new ArrayList<>();
        definition
                .commands()
                .forEach(each -> messages.add(written("Command", each.type(), topics.commands(type), each.schema())));
        definition
                .events()
                .forEach(each -> messages.add(written("Event", each.type(), topics.events(type), each.schema())));
        definition.recordedEvents().stream()
                .filter(each -> definition.event(each.type().toString()).isEmpty())
                .forEach(each -> messages.add(new Written(
                        "Event '" + each.type() + "'",
                        each.type().toString(),
                        topics.events(type),
                        each.schema(),
                        false)));
        if (writeSide.settings().stateTopics().contains(type)) {
            messages.add(new Written(
                    "State of '" + type + "'", type + ".state", topics.state(type), definition.stateSchema(), true));
        }
        return messages;
    }

    private static Written written(String kind, MessageType type, String topic, Schema schema) {
        return new Written("%s '%s'".formatted(kind, type), type.toString(), topic, schema, true);
    }

    private void check(List<Written> messages, SchemaRule rule) {
        List<String> problems = new ArrayList<>();
        for (Written each : messages) {
            List<Schema> earlier = writeSide.codec().registered(each.topic(), each.message(), each.schema());
            (each.isWritten() ? rule : rule.ofReaders())
                    .breaks(each.schema(), earlier)
                    .forEach(problem -> problems.add(each.what() + ": " + problem));
        }
        if (!problems.isEmpty()) {
            throw new PermanentException(
                    "Schemas do not go together with those registered before: %s. To let that pass set gregor.schemas.compatibility=none."
                            .formatted(String.join("; ", problems)));
        }
    }
}
