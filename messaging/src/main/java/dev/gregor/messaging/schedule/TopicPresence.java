package dev.gregor.messaging.schedule;

/** Says whether topics are there, without waiting for the cluster. */
interface TopicPresence {

    /** What is known of a topic. */
    enum Presence {
        /** It can be written to. */
        THERE,
        /** It was not there a moment ago. */
        MISSING,
        /** The cluster is being asked. */
        UNKNOWN
    }

    Presence of(String topic);
}
