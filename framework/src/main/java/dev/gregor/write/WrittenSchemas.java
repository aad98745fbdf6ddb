package dev.gregor.write;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.SchemaRule;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.failure.PermanentException;
import dev.gregor.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas that a write side writes with: checked against those of earlier versions, then made known. */
record WrittenSchemas(WriteSide writeSide) {

    private record Written(String what, String topic, Schema schema) {}

    void register(SchemaRule rule) {
        AvroCodec codec = writeSide.codec();
        Topics topics = writeSide.topics();
        List<Written> messages = new ArrayList<>();
        writeSide.definitions().forEach(definition -> messages.addAll(messages(definition)));
        check(messages, rule);
        codec.register(topics.replies(), OutcomeRecord.getClassSchema());
        messages.forEach(message -> codec.register(message.topic(), message.schema()));
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
                .forEach(command -> messages.add(
                        new Written("Command '" + command.type() + "'", topics.commands(type), command.schema())));
        definition
                .events()
                .forEach(event ->
                        messages.add(new Written("Event '" + event.type() + "'", topics.events(type), event.schema())));
        if (writeSide.settings().stateTopics().contains(type)) {
            messages.add(new Written("State of '" + type + "'", topics.state(type), definition.stateSchema()));
        }
        return messages;
    }

    private void check(List<Written> messages, SchemaRule rule) {
        List<String> problems = new ArrayList<>();
        for (Written message : messages) {
            List<Schema> earlier = writeSide.codec().registered(message.topic(), message.schema());
            rule.breaks(message.schema(), earlier).forEach(each -> problems.add(message.what() + ": " + each));
        }
        if (!problems.isEmpty()) {
            throw new PermanentException(
                    "Schemas do not go together with those registered before: %s. To let that pass set gregor.schemas.compatibility=none."
                            .formatted(String.join("; ", problems)));
        }
    }
}
