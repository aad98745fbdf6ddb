package dev.gregor.avro.schema;

import java.util.List;

/**
 * A place where one schema does not read what was written with another, or reads something else.
 *
 * @param path the dotted name of the field, as the reader calls it; empty for the record itself
 * @param kind what happens there
 * @param written the type, symbols or fields that were written
 * @param read what they are for the reader
 */
public record Misreading(String path, Kind kind, String written, String read) {

    /** What happens at the place; {@code backward} and {@code forward} say what the change was, and the cure. */
    public enum Kind {
        MISSING("is new and has no default value: give it one", "is gone but earlier versions need it: keep it"),
        TYPE(
                "is no longer what it was (%1$s, now %2$s): keep its type and add a field beside it",
                "is no longer what it was (%2$s, now %1$s): keep its type and add a field beside it"),
        NARROWER("has fewer digits than before (%1$s, now %2$s): keep its precision", ""),
        SYMBOLS(
                "has no longer the symbols %1$s, which are in what was written: keep them",
                "has symbols that earlier versions do not know, %1$s: keep to those that there were, or add a field with a new enum"),
        SYMBOLS_WITH_DEFAULT(
                "has no longer the symbols %1$s, and what was written with them would be read as %2$s: keep them", ""),
        NAME(
                "is a %2$s and was a %1$s: give it the alias %1$s",
                "is a %1$s and was a %2$s: give it the alias %2$s, or keep the name"),
        BRANCH(
                "would read a %1$s as a %2$s, which comes first among those that it may be: keep their names and order",
                "would be read by earlier versions as a %2$s where it is a %1$s: keep the names and the order of what it may be"),
        SEVERAL_SOURCES(
                "stands for several fields that were written, %1$s: take the alias away, or keep all of them",
                "takes the places of several fields of earlier versions, %1$s: keep all of them"),
        LEFT_OUT(
                "would be left empty, although %1$s was written for it: give it a name and an alias that stand for nothing else",
                "is now called %1$s, and earlier versions would find it empty: keep it beside the new one"),
        DEFAULT(
                "has a default value that cannot be read (%1$s): give it one of its type",
                "had a default value that cannot be read (%1$s): keep the field"),
        UNKNOWN(
                "cannot be compared with what it was (%1$s): keep to what can be",
                "cannot be compared with what it was (%1$s): keep to what can be");

        private final String backward;
        private final String forward;

        Kind(String backward, String forward) {
            this.backward = backward;
            this.forward = forward;
        }
    }

    /** A sentence for the change of a present schema that does not read an earlier one. */
    public String ofCurrent(String record) {
        return sentence(kind.backward, record);
    }

    /** A sentence for the change of a present schema that an earlier one does not read. */
    String ofEarlier(String record) {
        return sentence(kind.forward, record);
    }

    /** Whether earlier versions have to put up with it: a rule about what the present version may make of old data. */
    boolean concernsCurrentOnly() {
        return kind.forward.isEmpty();
    }

    private String sentence(String change, String record) {
        String where = path.isEmpty() ? record : "field '%s' of %s".formatted(path, record);
        return "%s %s, or make the change under a new major version of the message"
                .formatted(where, change.formatted(written, read));
    }

    static Misreading of(String path, Kind kind, Object written, Object read) {
        return new Misreading(path, kind, written.toString(), read.toString());
    }

    /** One that stands for a failure of the comparison itself. */
    static List<Misreading> unknown(String reason) {
        return List.of(new Misreading("", Kind.UNKNOWN, reason, ""));
    }
}
