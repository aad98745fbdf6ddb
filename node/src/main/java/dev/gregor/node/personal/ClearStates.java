package dev.gregor.node.personal;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.seal.PersonalField;
import dev.gregor.avro.seal.PersonalFields;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The aggregate types of which the stores may have states in clear, from before fields of them were marked. Which fields were marked from
 * the first state on, or from a rebuild on, is noted with the schemas.
 *
 * @param types of aggregates
 */
public record ClearStates(Set<String> types) {

    /** None. */
    public static final ClearStates NONE = new ClearStates(Set.of());

    private static final String NOTE = "sealed-states/";

    /** Copies the types. */
    public ClearStates {
        types = Set.copyOf(types);
    }

    /**
     * Looks for them, before states are written.
     *
     * @param states the schemas of states by aggregate type
     * @param isNew whether nothing was ever written of an aggregate type
     */
    public static ClearStates of(Map<String, Schema> states, SchemaCatalog catalog, Predicate<String> isNew) {
        Set<String> types = new TreeSet<>();
        states.forEach((type, state) -> {
            Set<String> marked = marked(state);
            Set<String> sealed = sealed(type, catalog);
            boolean isSealed = sealed.containsAll(marked);
            if (!isSealed && !isNew.test(type)) {
                types.add(type);
                sealed.retainAll(marked);
                note(type, sealed, catalog);
            } else {
                note(type, marked, catalog);
            }
        });
        return new ClearStates(types);
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

    /** What is to be done about each, a sentence each. */
    public List<String> warnings() {
        return types.stream()
                .sorted()
                .map(type ->
                        ("The stores of '%s' may have states in clear, also of subjects that are forgotten, from before their fields were marked:"
                                        + " stop all instances and run the command: rebuild %s")
                                .formatted(type, type))
                .toList();
    }
}
