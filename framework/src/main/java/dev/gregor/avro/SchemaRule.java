package dev.gregor.avro;

import static org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType.READER_FIELD_MISSING_DEFAULT_VALUE;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** How far the schema of a message may move away from all those that were accepted for it before. */
public enum SchemaRule {
    /** It reads what was written with them, and they read what is written with it, as during a rolling upgrade. */
    FULL(true, true),
    /** It reads what was written with them. */
    BACKWARD(true, false),
    /** They read what is written with it. */
    FORWARD(false, true),
    /** As far as it likes. */
    NONE(false, false);

    private final boolean readsEarlier;
    private final boolean readByEarlier;

    SchemaRule(boolean readsEarlier, boolean readByEarlier) {
        this.readsEarlier = readsEarlier;
        this.readByEarlier = readByEarlier;
    }

    /**
     * The rule of a setting: {@code full}, {@code backward}, {@code forward} or {@code none}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static SchemaRule parse(String setting) {
        try {
            return valueOf(setting.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + setting + "' is no rule for schemas: expected full, backward, forward or none", e);
        }
    }

    /** What is left of the rule for a message that is only read any more. */
    public SchemaRule ofReaders() {
        return readsEarlier ? BACKWARD : NONE;
    }

    /**
     * How a schema breaks the rule, with the field and the cure, a sentence each: empty if it does not. One that was
     * accepted before, unchanged, does not.
     */
    public List<String> breaks(Schema present, Collection<Schema> accepted) {
        Set<String> problems = new LinkedHashSet<>();
        if (!accepted.contains(present)) {
            accepted.forEach(earlier -> compare(present, earlier, problems));
        }
        return List.copyOf(problems);
    }

    private void compare(Schema present, Schema earlier, Set<String> problems) {
        if (readsEarlier) {
            incompatibilities(present, earlier)
                    .forEach(each ->
                            problems.add(described(present, each, "is new and has no default value", "give it one")));
        }
        if (readByEarlier) {
            incompatibilities(earlier, present)
                    .forEach(each ->
                            problems.add(described(earlier, each, "is gone but earlier versions need it", "keep it")));
        }
    }

    private static List<Incompatibility> incompatibilities(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
    }

    private static String described(Schema reader, Incompatibility found, String missing, String cure) {
        boolean isMissing = found.getType() == READER_FIELD_MISSING_DEFAULT_VALUE;
        return "field '%s' of %s %s: %s, or make the change under a new major version of the message"
                .formatted(
                        fieldAt(reader, found.getLocation()),
                        reader.getFullName(),
                        isMissing ? missing : "is no longer what it was (" + found.getMessage() + ")",
                        isMissing ? cure : "keep its type");
    }

    /** The dotted name of the field at a location such as {@code /fields/1/type/items/fields/0}. */
    private static String fieldAt(Schema root, String location) {
        StringBuilder name = new StringBuilder();
        Schema at = root;
        String[] steps = location.split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            switch (steps[i]) {
                case "fields" -> {
                    i++;
                    Schema.Field field = at.getFields().get(Integer.parseInt(steps[i]));
                    name.append(name.length() == 0 ? "" : ".").append(field.name());
                    at = field.schema();
                }
                case "items" -> at = at.getElementType();
                case "values" -> at = at.getValueType();
                default -> at = branch(at, steps[i]);
            }
        }
        return name.toString();
    }

    private static Schema branch(Schema at, String step) {
        return at.isUnion() && step.matches("[0-9]+") ? at.getTypes().get(Integer.parseInt(step)) : at;
    }
}
