package dev.gregor.benchmarks.store;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a system runs.
 *
 * @param stores what it may write to
 * @param settings of Kafka Streams and its clients, over the system's own
 * @param dir for its files
 * @param run a name that no other run has
 */
public record Place(Stores stores, Map<String, String> settings, Path dir, String run) {

    /** Where the broker listens. */
    public String bootstrapServers() {
        return stores.kafka().bootstrapServers();
    }

    /** The settings of clients, with the broker among them. */
    public Map<String, Object> kafka() {
        Map<String, Object> kafka = new HashMap<>(settings);
        kafka.put("bootstrap.servers", bootstrapServers());
        return kafka;
    }
}
