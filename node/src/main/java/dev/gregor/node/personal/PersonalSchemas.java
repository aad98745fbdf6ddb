package dev.gregor.node.personal;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.projection.ProjectionDefinition;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * What of all that an application writes has personal fields.
 *
 * @param byName their fields, by what they are for people, such as {@code event 'user.registered.v1'}
 */
public record PersonalSchemas(Map<String, PersonalFields> byName) {

    /**
     * Looks for them.
     *
     * @param messages the messages beside aggregates, by logical type
     * @throws dev.gregor.failure.PermanentException if a field is marked that cannot be personal
     */
    public static PersonalSchemas of(
            Collection<AggregateDefinition<?>> aggregates,
            Collection<ProjectionDefinition<?>> projections,
            Map<String, Class<? extends SpecificRecord>> messages) {
        Map<String, PersonalFields> found = new TreeMap<>();
        for (AggregateDefinition<?> each : aggregates) {
            each.commands().forEach(command -> add("command", command.type().toString(), command.schema(), found));
            each.events().forEach(event -> add("event", event.type().toString(), event.schema(), found));
            each.recordedEvents().forEach(event -> add("event", event.type().toString(), event.schema(), found));
            add("state of", each.type(), each.stateSchema(), found);
        }
        projections.forEach(each -> add("row of", each.name(), each.rowSchema(), found));
        messages.forEach((type, data) -> add("message", type, GeneratedClasses.schema(data), found));
        return new PersonalSchemas(found);
    }

    private static void add(String kind, String name, Schema schema, Map<String, PersonalFields> found) {
        PersonalFields fields = PersonalFields.of(schema);
        if (!fields.isEmpty()) {
            found.put("%s '%s'".formatted(kind, name), fields);
        }
    }

    /** Whether there is nothing to seal. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }
}
