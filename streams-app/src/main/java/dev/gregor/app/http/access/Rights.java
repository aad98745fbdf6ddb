package dev.gregor.app.http.access;

import dev.gregor.message.MessageType;
import java.util.Set;

/**
 * What a caller may do. Names may be {@code *} for all. Immutable.
 *
 * @param commands commands as {@code user.register}, or {@code user.*} for all of a type
 * @param aggregates types whose states, ids and events may be read
 * @param readModels read models that may be queried
 * @param topics topics that messages may be published to
 * @param general what is allowed beside these
 */
public record Rights(
        Set<String> commands, Set<String> aggregates, Set<String> readModels, Set<String> topics, Set<Access> general) {

    /** Everything. */
    public static final Rights ALL = new Rights(
            Set.of(Rights.ANY),
            Set.of(Rights.ANY),
            Set.of(Rights.ANY),
            Set.of(Rights.ANY),
            Set.of(Access.ADMINISTRATION, Access.PAYLOADS, Access.DOCS, Access.METRICS));

    /** Nothing. */
    public static final Rights NONE = new Rights(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    private static final String ANY = "*";

    /** Copies the sets. */
    public Rights {
        commands = Set.copyOf(commands);
        aggregates = Set.copyOf(aggregates);
        readModels = Set.copyOf(readModels);
        topics = Set.copyOf(topics);
        general = Set.copyOf(general);
    }

    boolean allowsCommand(MessageType type) {
        return commands.contains(ANY)
                || commands.contains(type.aggregateType() + '.' + type.action())
                || commands.contains(type.aggregateType() + ".*");
    }

    /** Whether any command is allowed. */
    public boolean allowsCommands() {
        return !commands.isEmpty();
    }

    /** Whether the aggregates of a type may be read; of all types, if it is {@code *}. */
    public boolean allowsAggregates(String type) {
        return aggregates.contains(ANY) || aggregates.contains(type);
    }

    /** Whether a read model may be queried. */
    public boolean allowsReadModel(String name) {
        return readModels.contains(ANY) || readModels.contains(name);
    }

    /** Whether messages may be published to a topic. */
    public boolean allowsTopic(String topic) {
        return topics.contains(ANY) || topics.contains(topic);
    }

    /** Whether the state of read models may be known. */
    public boolean allowsReadModels() {
        return !readModels.isEmpty() || general.contains(Access.ADMINISTRATION);
    }

    /** Whether this is allowed. */
    public boolean allows(Access access) {
        return general.contains(access);
    }
}
