package dev.gregor.projection.personal;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.aggregate.RecordedEvent;
import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.avro.schema.MovedNames;
import dev.gregor.avro.seal.DeclaredText;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.event.EventCatalog;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is known of personal fields in the rows of a read model. They may be there in clear if it reads personal fields, and its rows do not
 * mark fields of all these names, or have text that is neither marked nor declared to be impersonal, for a row may say the same in two fields.
 *
 * @param reads whether it reads personal fields
 * @param reasons why they may be in clear in its rows; empty if they are not there, or are sealed
 * @param declared what is {@link DeclaredText#declared declared} of the text in its rows, and in states that are kept with them
 * @param undeclared the fields with text, in its rows and in these states, of which nothing is declared
 */
public record PersonalRows(boolean reads, List<String> reasons, Set<String> declared, Set<String> undeclared) {

    /** Copies the reasons, and what is declared and what is not. */
    public PersonalRows {
        reasons = List.copyOf(reasons);
        declared = Set.copyOf(declared);
        undeclared = Set.copyOf(undeclared);
    }

    /** Those of a read model of these events. */
    public static PersonalRows of(ProjectionDefinition<?> projection, EventCatalog events) {
        Schema row = projection.rowSchema();
        Set<String> read = new TreeSet<>();
        sources(projection, events).forEach(schema -> read.addAll(fieldNames(schema)));
        DeclaredText text = DeclaredText.of(row);
        Set<String> declared = new HashSet<>(text.declared());
        Set<String> undeclared = new HashSet<>(text.undeclared());
        List<String> reasons = new ArrayList<>();
        if (!read.isEmpty() && !DeclaredText.isImpersonal(row)) {
            reasons.addAll(reasons(read, row, text.undeclared()));
        }
        for (AggregateDefinition<?> state : projection.states(events).values()) {
            DeclaredText kept = DeclaredText.of(state.stateSchema());
            declared.addAll(kept.declared());
            undeclared.addAll(kept.undeclared());
            if (!kept.undeclared().isEmpty() && isPersonal(state)) {
                reasons.add("what the text in %s of states that are kept with its rows says is not known"
                        .formatted(new TreeSet<>(kept.undeclared())));
            }
        }
        return new PersonalRows(!read.isEmpty(), reasons, declared, undeclared);
    }

    private static boolean isPersonal(AggregateDefinition<?> aggregate) {
        return events(aggregate).anyMatch(event -> !PersonalFields.of(event).isEmpty());
    }

    private static List<String> reasons(Set<String> read, Schema row, Set<String> undeclared) {
        List<String> reasons = new ArrayList<>();
        Set<String> unmarked = new TreeSet<>(read);
        unmarked.removeAll(marked(row));
        if (!unmarked.isEmpty()) {
            reasons.add("it reads the personal fields %s, which its rows do not mark".formatted(unmarked));
        }
        if (!undeclared.isEmpty()) {
            reasons.add("what the text in %s of its rows says is not known".formatted(new TreeSet<>(undeclared)));
        }
        return reasons;
    }

    /** Whether they may be in clear. */
    public boolean mayBeClear() {
        return !reasons.isEmpty();
    }

    /**
     * What a build that begins now seals, for its plan; null if rows may be in clear, or may turn out to be once an event that is read is
     * marked.
     */
    public @Nullable List<String> seals() {
        return mayBeClear() || !undeclared.isEmpty()
                ? null
                : declared.stream().sorted().toList();
    }

    /** Whether a build with this in its plan has sealed all that there is to seal by now, also of rows that were written first. */
    public boolean areSealed(@Nullable List<String> seals) {
        return !reads || (!mayBeClear() && seals != null && seals.containsAll(declared));
    }

    private static Set<String> fieldNames(Schema schema) {
        Set<String> names = new HashSet<>();
        PersonalFields.of(schema).all().forEach(field -> names.add(field.name()));
        return names;
    }

    /** The names of the personal fields of rows, and their aliases, which are what the fields are called that they are made of. */
    private static Set<String> marked(Schema row) {
        Map<String, Schema> records = MovedNames.named(row);
        Set<String> names = fieldNames(row);
        PersonalFields.of(row)
                .all()
                .forEach(field -> names.addAll(requireNonNull(records.get(field.record()))
                        .getField(field.name())
                        .aliases()));
        return names;
    }

    /** Events as they are today and as they were recorded, and states with the events that they are made of. */
    private static Stream<Schema> sources(ProjectionDefinition<?> projection, EventCatalog events) {
        return Stream.concat(
                projection.rules().stream().flatMap(rule -> sources(rule, events)),
                projection.states(events).values().stream()
                        .flatMap(each -> Stream.concat(Stream.of(each.stateSchema()), events(each))));
    }

    private static Stream<Schema> events(AggregateDefinition<?> aggregate) {
        return Stream.concat(
                aggregate.events().stream().map(EventDefinition::schema),
                aggregate.recordedEvents().stream().map(RecordedEvent::schema));
    }

    private static Stream<Schema> sources(ProjectionRule<?, ?> rule, EventCatalog events) {
        Stream<Schema> recorded = events.recordedTypesOf(rule.event()).stream()
                .flatMap(type -> events.find(type).stream())
                .map(event -> event.schema());
        return Stream.concat(recorded, Stream.of(GeneratedClasses.schema(rule.event())));
    }
}
