package dev.gregor.topic;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The names of all topics, under one optional prefix.
 *
 * @param prefix what every name starts with; may be empty
 */
public record Topics(String prefix) {

    private static final String EVENTS = ".events";
    private static final String STATE = ".state";

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
        return prefix + aggregateType + EVENTS;
    }

    /** Where the full state of aggregates of this type is kept after each change, if the user asks for it. */
    public String state(String aggregateType) {
        return prefix + aggregateType + STATE;
    }

    /**
     * Under which name the schema of the states in snapshots is registered; there is no such topic. The schema's fingerprint
     * is a part of it, so that a registry compares it with none before: snapshots may be thrown away.
     */
    public String snapshots(String aggregateType, Schema state) {
        return "%s%s.snapshots.%016x".formatted(prefix, aggregateType, SchemaNormalization.parsingFingerprint64(state));
    }

    /** Whether a topic has the name of one of events or states of aggregates, which nobody but their application writes. */
    public static boolean hasOneWriter(String topic) {
        return topic.endsWith(EVENTS) || topic.endsWith(STATE);
    }

    /** Where replies to commands go, one partition for each waiting instance. */
    public String replies() {
        return prefix + "gregor.replies";
    }

    /** Where schemas are kept if there is no registry. */
    public String schemas() {
        return prefix + "gregor.schemas";
    }

    /** Where the instances of an application keep, for ever, which builds of its read models there are. */
    public String projections(String app) {
        return prefix + "gregor.projections." + app;
    }

    /** Where the keys of the subjects of personal fields are kept, unless they are elsewhere. */
    public String subjectKeys(String app) {
        return prefix + "gregor.subject-keys." + app;
    }

    /** Where requests to schedule messages go. */
    public String schedules(String app) {
        return prefix + "gregor.schedules." + app;
    }

    /** Where answers to questions about schedules go. */
    public String scheduleReplies(String app) {
        return schedules(app) + ".replies";
    }

    /** Which dead letters the subscriptions of an application have, and what is to be done with them. */
    public String letters(String app) {
        return prefix + "gregor.letters." + app;
    }

    /** Where it is kept, for ever, who did what with the dead letters of an application. */
    public String audit(String app) {
        return prefix + "gregor.audit." + app;
    }

    /** Where records of the given topic wait that are to be handled again later. */
    public static String retries(String sourceTopic) {
        return sourceTopic + ".retry";
    }

    /** Where records of the given topic end that could not be read or handled. */
    public static String deadLetters(String sourceTopic) {
        return sourceTopic + ".dlq";
    }
}
