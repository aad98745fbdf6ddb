package dev.gregor.messaging.subscribe.queue;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a queue reads, and how.
 *
 * @param name its name
 * @param weights the topics, and how often a message of each is taken while others wait
 * @param concurrency how many messages an instance handles at the same time
 * @param fromNow whether it begins at the end of the topics
 */
public record QueueSpec(String name, Map<String, Integer> weights, int concurrency, boolean fromNow) {

    /** Copies. */
    public QueueSpec {
        weights = Map.copyOf(weights);
    }

    /** The share group in which the instances of an application are. */
    String group(String app) {
        return "gregor-%s-queue-%s".formatted(app, name);
    }

    /** The topic of the messages whose handling has failed. */
    public String failures(String app) {
        return "gregor.queues.%s.%s".formatted(app, name);
    }

    /** The topics of one weight. */
    Set<String> topics(int weight) {
        return weights.entrySet().stream()
                .filter(each -> each.getValue() == weight)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
