package dev.gregor.messaging.subscribe.queue;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.kafka.rights.Rights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a queue reads, and how.
 *
 * @param name its name
 * @param weights the topics, and which share of the handlers each of them has
 * @param concurrency how many messages an instance handles at the same time
 * @param fromNow whether it begins at the end of the topics
 */
public record QueueSpec(String name, Map<String, Integer> weights, int concurrency, boolean fromNow) {

    /** Copies. */
    public QueueSpec {
        weights = Map.copyOf(weights);
    }

    /** The share group in which the instances of an application are. */
    public String group(String app) {
        return "gregor-%s-queue-%s".formatted(app, name);
    }

    /** The topic of the messages whose handling has failed. */
    public String failures(String app) {
        return "gregor.queues.%s.%s".formatted(app, name);
    }

    /** What its members need to be allowed. */
    Rights reading(String app) {
        return Rights.of(
                Rights.group(group(app), READ),
                Rights.of(weights.keySet().stream()
                        .map(topic -> Rights.topic(topic, READ))
                        .toList()));
    }

    /** What it needs to be allowed to be set up, too, and to put what fails elsewhere. */
    public Rights rights(String app) {
        return Rights.of(
                reading(app), Rights.group(group(app), ALTER_CONFIGS), Rights.topic(failures(app), CREATE, WRITE));
    }

    /**
     * How many handlers are for which topics: all for all of them if their weights are the same, else its share for each, and one at
     * least.
     */
    Map<Set<String>, Integer> handlers() {
        if (Set.copyOf(weights.values()).size() == 1) {
            return Map.of(weights.keySet(), concurrency);
        }
        int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        Map<Set<String>, Integer> handlers = new LinkedHashMap<>();
        new TreeMap<>(weights)
                .forEach((topic, weight) ->
                        handlers.put(Set.of(topic), Math.max(1, Math.round((float) concurrency * weight / sum))));
        return handlers;
    }
}
