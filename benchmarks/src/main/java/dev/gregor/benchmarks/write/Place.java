package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.store.Stores;
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
record Place(Stores stores, Map<String, String> settings, Path dir, String run) {

    String bootstrapServers() {
        return stores.kafka().bootstrapServers();
    }

    Map<String, Object> kafka() {
        Map<String, Object> kafka = new HashMap<>(settings);
        kafka.put("bootstrap.servers", bootstrapServers());
        return kafka;
    }
}
