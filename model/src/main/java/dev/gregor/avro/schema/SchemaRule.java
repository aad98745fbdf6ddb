package dev.gregor.avro.schema;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;

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
     *
     * <p>Looks at what values mean, not only at whether bytes can be read: a logical type, its scale and its precision are
     * a part of the type, and a record of a union is read as the record of its name or not at all.
     */
    public List<String> breaks(Schema current, Collection<Schema> accepted) {
        Set<String> problems = new LinkedHashSet<>();
        if (accepted.stream().noneMatch(earlier -> isUnchanged(current, earlier))) {
            accepted.forEach(earlier -> compare(current, earlier, problems));
        }
        return List.copyOf(problems);
    }

    /** Schemas are equal whatever their aliases, and the default symbols of their enums, say. */
    private static boolean isUnchanged(Schema current, Schema earlier) {
        try {
            return current.equals(earlier) && MovedNames.attributes(current).equals(MovedNames.attributes(earlier));
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private void compare(Schema current, Schema earlier, Set<String> problems) {
        String record = current.getFullName();
        if (readsEarlier) {
            Reading.misreadings(earlier, current).forEach(each -> problems.add(each.ofCurrent(record)));
        }
        if (readByEarlier) {
            Reading.misreadings(current, earlier).stream()
                    .filter(each -> !each.concernsCurrentOnly())
                    .forEach(each -> problems.add(each.ofEarlier(record)));
        }
    }
}
