package dev.gregor.messaging.flow;

import org.jspecify.annotations.Nullable;

/**
 * Where a record goes; it is the key of the record inside of the topology.
 *
 * @param topic the topic; empty if it goes to a step
 * @param step the step; empty if it goes to a topic
 * @param partition the partition; null for that of the key
 * @param key the record key
 */
record FlowTarget(String topic, String step, @Nullable Integer partition, byte @Nullable [] key) {

    boolean isTopic() {
        return step.isEmpty();
    }
}
