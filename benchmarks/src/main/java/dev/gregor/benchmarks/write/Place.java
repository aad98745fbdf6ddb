package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a system runs.
 *
 * @param stores what it may write to
 * @param dir for its files
 * @param run a name that no other run has
 */
record Place(Stores stores, Path dir, String run) {

    String bootstrapServers() {
        return stores.kafka().bootstrapServers();
    }

    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers());
    }
}
