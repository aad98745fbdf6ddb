package dev.gregor.messaging.topic;

import dev.gregor.message.MessageType;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names topics after the logical types of their messages.
 *
 * <pre>{@code
 * TopicRule rule = TopicRule.of("{domain}.{action}.{version}");
 * publisher.publish(rule.topic("user.registered.v1"), "42", new UserRegistered(...));     // user.registered.v1
 * }</pre>
 *
 * @param form the form of the names, in which {@code {domain}}, {@code {action}} and {@code {version}} stand for the parts of a type
 */
public record TopicRule(String form) {

    private static final Pattern PART = Pattern.compile("\\{([^}]*)}");

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the form has another part, or makes no name of a topic
     */
    public TopicRule {
        name(form, MessageType.parse("user.registered.v1"));
    }

    /** The rule of this form. */
    public static TopicRule of(String form) {
        return new TopicRule(form);
    }

    /**
     * The topic of a logical type.
     *
     * @throws IllegalArgumentException if the type is malformed
     */
    public String topic(String type) {
        return name(form, MessageType.parse(type));
    }

    private static String name(String form, MessageType type) {
        Matcher parts = PART.matcher(form);
        String name = parts.replaceAll(part -> switch (part.group(1)) {
            case "domain" -> type.aggregateType();
            case "action" -> type.action();
            case "version" -> "v" + type.major();
            default ->
                throw new IllegalArgumentException(
                        "'%s' in '%s' is no part of a name: use {domain}, {action} and {version}"
                                .formatted(part.group(), form));
        });
        return new MessageTopic(name, 1, Map.of()).name();
    }
}
