package dev.gregor.node.personal;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.aggregate.RecordedEvent;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.seal.DeclaredText;
import dev.gregor.avro.seal.PersonalField;
import dev.gregor.avro.seal.PersonalFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate types whose stores may have states in clear: from before fields of them were marked, or because they have text of which nothing
 * is declared, though personal fields are in their events. Which fields were marked from the first state on, or from a rebuild on, is noted
 * with the schemas.
 *
 * @param problems why that is so of a type, and what is to be done, by type
 * @param marks the fields of each type that are sealed in all its states, now that it is started
 */
public record ClearStates(Map<String, String> problems, Map<String, Set<String>> marks) {

    /** None. */
    public static final ClearStates NONE = new ClearStates(Map.of(), Map.of());

    private static final String NOTE = "sealed-states/";

    /** Copies the problems and the marks. */
    public ClearStates {
        problems = Map.copyOf(problems);
        marks = Map.copyOf(marks);
    }

    /**
     * The states of an aggregate type.
     *
     * @param arePersonal whether personal fields are in the events that they are made of
     * @param folder has their stores on each machine
     * @param topic they are published in; null if they are not
     */
    public record Kind(
            Schema schema,
            boolean arePersonal,
            String folder,
            @Nullable String topic) {

        /** Those of an aggregate type, whose events are as they are today, or as they were recorded. */
        public static Kind of(AggregateDefinition<?> type, String folder, @Nullable String topic) {
            Stream<Schema> events = Stream.concat(
                    type.events().stream().map(EventDefinition::schema),
                    type.recordedEvents().stream().map(RecordedEvent::schema));
            boolean arePersonal =
                    events.anyMatch(event -> !PersonalFields.of(event).isEmpty());
            return new Kind(type.stateSchema(), arePersonal, folder, topic);
        }

        private Set<String> undeclared() {
            return arePersonal ? DeclaredText.of(schema).undeclared() : Set.of();
        }
    }

    /**
     * Looks for them, before states are written.
     *
     * @param kinds by aggregate type
     * @param isNew whether nothing was ever written of an aggregate type
     */
    public static ClearStates of(Map<String, Kind> kinds, SchemaCatalog catalog, Predicate<String> isNew) {
        Map<String, String> problems = new TreeMap<>();
        Map<String, Set<String>> marks = new TreeMap<>();
        kinds.forEach((type, kind) -> {
            Set<String> marked = marked(kind.schema());
            Set<String> sealed = sealed(type, catalog);
            boolean isMarkedLater = !sealed.containsAll(marked);
            if (isMarkedLater && isNew.test(type)) {
                note(type, marked, catalog); // at once, for it is no longer new once its topics are made
                isMarkedLater = false;
            }
            sealed.retainAll(marked);
            marks.put(type, isMarkedLater ? sealed : marked);
            List<String> why = why(type, kind, isMarkedLater);
            if (!why.isEmpty()) {
                problems.put(
                        type,
                        "The stores of '%s' may have states in clear, also of subjects that are forgotten, %s"
                                .formatted(type, String.join("; and ", why)));
            }
        });
        return new ClearStates(problems, marks);
    }

    private static List<String> why(String type, Kind kind, boolean isMarkedLater) {
        List<String> why = new ArrayList<>();
        if (isMarkedLater) {
            why.add(
                    "from before their fields were marked: stop all instances, run the command: rebuild %s, and delete the folder %s on all other machines before they start%s"
                            .formatted(
                                    type,
                                    kind.folder(),
                                    kind.topic() == null
                                            ? ""
                                            : "; topic %s has them until they are published again"
                                                    .formatted(kind.topic())));
        }
        if (!kind.undeclared().isEmpty()) {
            why.add(
                    "for there are personal fields in its events, and whether the text in %s is personal is not known: mark what is with %s, and say %s=true of the rest"
                            .formatted(new TreeSet<>(kind.undeclared()), PersonalField.MARK, DeclaredText.IMPERSONAL));
        }
        return why;
    }

    /** Notes what is sealed from now on. Call it once nothing refuses the start any more, and before states are written. */
    public void note(SchemaCatalog catalog) {
        marks.forEach((type, fields) -> note(type, fields, catalog));
    }

    /** Notes that all states of a type were made anew. */
    public static void rebuilt(String type, Schema state, SchemaCatalog catalog) {
        note(type, marked(state), catalog);
    }

    private static Set<String> marked(Schema state) {
        return PersonalFields.of(state).all().stream()
                .map(PersonalField::place)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> sealed(String type, SchemaCatalog catalog) {
        return catalog.noted(NOTE + type).stream()
                .flatMap(text -> Stream.of(text.split(" ")))
                .filter(field -> !field.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void note(String type, Set<String> fields, SchemaCatalog catalog) {
        if (!fields.equals(sealed(type, catalog))) {
            catalog.note(NOTE + type, String.join(" ", fields));
        }
    }

    /** The types. */
    public Set<String> types() {
        return problems.keySet();
    }

    /** What is to be done about each, a sentence each. */
    public List<String> warnings() {
        return List.copyOf(new TreeMap<>(problems).values());
    }
}
