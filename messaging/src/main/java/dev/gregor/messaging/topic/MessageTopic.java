package dev.gregor.messaging.topic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a topic of messages has to be like.
 *
 * <pre>{@code
 * MessageTopic.parse("user-events:6:retention.ms=604800000:compression.type=zstd");
 * }</pre>
 *
 * @param name the topic
 * @param partitions how many partitions it has, from 1 on
 * @param settings its settings under Kafka's names, such as {@code cleanup.policy}; the others are those of the cluster
 */
public record MessageTopic(String name, int partitions, Map<String, String> settings) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final String FORM =
            "name:partitions, and :setting=value for each setting, such as user-events:6:retention.ms=604800000";

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the name cannot be that of a topic, or there are no partitions
     */
    public MessageTopic {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a topic: use up to 249 letters, digits, '.', '_' and '-'".formatted(name));
        }
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "Topic '%s' has %d partitions: give 1 or more".formatted(name, partitions));
        }
        settings = Map.copyOf(settings);
    }

    /**
     * Reads name, partitions and settings, separated by colons.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static MessageTopic parse(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length < 2 || !parts[1].matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("'%s' is no topic: expected %s".formatted(text, FORM));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 2; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "'%s' is no setting of a topic: expected %s".formatted(parts[i], FORM));
            }
            settings.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        return new MessageTopic(parts[0], Integer.parseInt(parts[1]), settings);
    }
}
