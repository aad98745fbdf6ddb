package dev.gregor.benchmarks.load;

import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one process is to load.
 *
 * @param kind how aggregates are kept
 * @param round counted from 1
 * @param events of each aggregate
 * @param warmUp small aggregates to load before
 * @param stores that run
 * @param dir for files
 */
record LoadRequest(LoadKind kind, int round, List<Integer> events, int warmUp, Stores stores, String dir) {

    Place place() {
        String run = kind.toString() + round;
        return new Place(stores, Map.of(), Path.of(dir, run), run);
    }
}
