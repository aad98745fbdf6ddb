package dev.gregor.projection.build;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One making of the rows of a read model.
 *
 * @param version the version of the projection
 * @param run which one of that version, from 1; a reset is another run
 */
public record BuildId(int version, int run) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,9}))?");

    /** The first one of a version. */
    public static BuildId first(int version) {
        return new BuildId(version, 1);
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    public static BuildId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no build; expected a version and a run, such as 1.2");
        }
        String run = matcher.group(2);
        return new BuildId(Integer.parseInt(matcher.group(1)), run == null ? 1 : Integer.parseInt(run));
    }

    /** The version, such as {@code 2}; of a later run with that, such as {@code 2.3}. */
    @Override
    public String toString() {
        return run == 1 ? Integer.toString(version) : version + "." + run;
    }
}
