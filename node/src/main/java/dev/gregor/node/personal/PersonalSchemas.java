package dev.gregor.node.personal;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.projection.ProjectionDefinition;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * What of all that an application writes has personal fields.
 *
 * @param byName their fields, by what they are for people, such as {@code event 'user.registered.v1'}
 * @param aggregates the types of aggregates that write such
 */
public record PersonalSchemas(Map<String, PersonalFields> byName, Set<String> aggregates) {

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
        Set<String> types = new TreeSet<>();
        for (AggregateDefinition<?> each : aggregates) {
            int before = found.size();
            each.commands().forEach(command -> add("command", command.type().toString(), command.schema(), found));
            each.events().forEach(event -> add("event", event.type().toString(), event.schema(), found));
            each.recordedEvents().forEach(event -> add("event", event.type().toString(), event.schema(), found));
            add("state of", each.type(), each.stateSchema(), found);
            if (found.size() > before) {
                types.add(each.type());
            }
        }
        projections.forEach(each -> add("row of", each.name(), each.rowSchema(), found));
        messages.forEach((type, data) -> add("message", type, GeneratedClasses.schema(data), found));
        return new PersonalSchemas(found, types);
    }

    private static void add(String kind, String name, Schema schema, Map<String, PersonalFields> found) {
        PersonalFields fields = PersonalFields.of(schema);
        if (!fields.isEmpty()) {
            found.put("%s '%s'".formatted(kind, name), fields);
        }
    }

    /** Whose fields are sealed by an application: aggregate types, or the application if there are none with such fields. */
    public Set<String> owners(String app) {
        return isEmpty() || !aggregates.isEmpty() ? aggregates : Set.of("app " + app);
    }

    /** All their fields. */
    public PersonalFields all() {
        return PersonalFields.together(byName.values());
    }

    /** Whether there is nothing to seal. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }
}
