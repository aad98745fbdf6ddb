package dev.gregor.topic;

/**
 * The names of all topics, under one optional prefix.
 *
 * @param prefix what every name starts with; may be empty
 */
public record Topics(String prefix) {

    /** Names without a prefix. */
    public static Topics unprefixed() {
        return new Topics("");
    }

    /** Where commands for aggregates of this type are sent. */
    public String commands(String aggregateType) {
        return prefix + aggregateType + ".commands";
    }

    /** Where events of aggregates of this type are recorded, for ever. */
    public String events(String aggregateType) {
        return prefix + aggregateType + ".events";
    }

    /** Where the full state of aggregates of this type is kept after each change, if the user asks for it. */
    public String state(String aggregateType) {
        return prefix + aggregateType + ".state";
    }

    /** Where replies to commands go, one partition for each waiting instance. */
    public String replies() {
        return prefix + "gregor.replies";
    }

    /** Where schemas are kept if there is no registry. */
    public String schemas() {
        return prefix + "gregor.schemas";
    }

    /** Where records of the given topic end that could not be read or handled. */
    public static String deadLetters(String sourceTopic) {
        return sourceTopic + ".dlq";
    }
}
