package dev.gregor.messaging.schedule;

import java.util.Set;

/** Says whether topics are there and may be written, without waiting for the cluster. */
interface TopicPresence {

    /** What is known of a topic. */
    enum Presence {
        /** It can be written to. */
        THERE,
        /** It was not there a moment ago. */
        MISSING,
        /** It might not be written a moment ago. */
        REFUSED,
        /** The cluster is being asked. */
        UNKNOWN
    }

    Presence of(String topic);

    /** Notes that topics might not be written; whether messages for all of them wait from now on. */
    default boolean refused(Set<String> topics) {
        return false;
    }
}
