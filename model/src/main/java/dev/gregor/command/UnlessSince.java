package dev.gregor.command;

import dev.gregor.message.MessageType;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The condition of a command that some kinds of event have not happened since a version, so that commands which do not
 * get in each other's way do not conflict.
 *
 * @param version the version that the sender has seen
 * @param types the logical types of the events that must not have happened after it, at least one
 */
public record UnlessSince(long version, Set<MessageType> types) {

    private static final Pattern FORM = Pattern.compile("\\s*([0-9]{1,18})\\s*;([^;]+)");

    /** Checks the bounds. */
    public UnlessSince {
        if (version < 0) {
            throw new IllegalArgumentException("Version " + version + " is not 0 or more");
        }
        if (types.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no type of event that must not have happened; name at least one");
        }
        types = Set.copyOf(types);
    }

    /**
     * Reads {@code 5;user.email-changed.v1,user.renamed.v1}, with blanks wherever they do not part a word.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static UnlessSince parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no condition: expected '<version>;<event type>,...' such as '5;user.email-changed.v1'");
        }
        Set<MessageType> types = Arrays.stream(matcher.group(2).split(",", -1))
                .map(type -> MessageType.parse(type.strip()))
                .collect(Collectors.toSet());
        return new UnlessSince(Long.parseLong(matcher.group(1)), types);
    }

    /** The form that {@link #parse} reads, types in order. */
    @Override
    public String toString() {
        return version + ";"
                + new TreeSet<>(types).stream().map(MessageType::toString).collect(Collectors.joining(","));
    }
}
