package dev.gregor.message;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The logical type of a command or an event, such as {@code user.registered.v1}: what a message means, whatever Java
 * class or schema version carries it.
 *
 * @param aggregateType the type of the aggregate, {@code [a-z][a-z0-9-]{0,62}}
 * @param action what is asked or has happened, in the same alphabet
 * @param major the major version, 1 or more; a new one is a message that old readers cannot resolve
 */
public record MessageType(String aggregateType, String action, int major) implements Comparable<MessageType> {

    private static final String NAME = "[a-z][a-z0-9-]{0,62}";
    private static final Pattern AGGREGATE_TYPE = Pattern.compile(NAME);
    private static final Pattern ACTION = Pattern.compile("(" + NAME + ")\\.v([1-9][0-9]{0,5})");
    private static final Pattern FULL = Pattern.compile("(" + NAME + ")\\." + ACTION.pattern());

    /** An application has some dozens; strangers who send other names are not to fill the memory. */
    private static final int REMEMBERED = 1000;

    private static final Map<String, MessageType> PARSED = new ConcurrentHashMap<>();

    /** Checks the parts against the alphabet of names. */
    public MessageType {
        requireAggregateType(aggregateType);
        require(AGGREGATE_TYPE, action, "action", "lower-case letters, digits and hyphens, such as 'registered'");
        if (major < 1) {
            throw new IllegalArgumentException("Major version " + major + " of '" + action + "' is not 1 or more");
        }
    }

    /** Reads the form {@code user.registered.v1}. */
    public static MessageType parse(String text) {
        MessageType known = PARSED.get(text);
        return known == null ? remember(text) : known;
    }

    private static MessageType remember(String text) {
        MessageType type = read(text);
        if (PARSED.size() < REMEMBERED) {
            PARSED.put(text, type);
        }
        return type;
    }

    private static MessageType read(String text) {
        Matcher matcher = require(FULL, text, "message type", "the form '<aggregate>.<action>.v<major>'");
        return new MessageType(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)));
    }

    /** Reads the form {@code registered.v1}, the message of a known aggregate type. */
    public static MessageType parse(String aggregateType, String action) {
        Matcher matcher = require(ACTION, action, "action", "the form '<action>.v<major>', such as 'register.v1'");
        return new MessageType(aggregateType, matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /** Answers the given aggregate type, if it is a well-formed one. */
    public static String requireAggregateType(String aggregateType) {
        require(AGGREGATE_TYPE, aggregateType, "aggregate type", "up to 63 lower-case letters, digits and hyphens");
        return aggregateType;
    }

    private static Matcher require(Pattern pattern, String text, String what, String expected) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no " + what + ": expected " + expected);
        }
        return matcher;
    }

    /** The part after the aggregate type, such as {@code registered.v1}. */
    public String versionedAction() {
        return action + ".v" + major;
    }

    @Override
    public int compareTo(MessageType other) {
        int byAction = (aggregateType + action).compareTo(other.aggregateType + other.action);
        return byAction != 0 ? byAction : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return aggregateType + '.' + action + ".v" + major;
    }
}
