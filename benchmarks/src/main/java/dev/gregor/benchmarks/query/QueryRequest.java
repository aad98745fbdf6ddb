package dev.gregor.benchmarks.query;

import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one process is to ask.
 *
 * @param round counted from 1
 * @param inFlight the levels, one after another
 * @param seconds to measure each
 * @param warmUpSeconds before each way
 * @param topics the prefix of the topics that hold the events
 * @param stores that run
 * @param dir for files
 */
record QueryRequest(
        int round,
        List<Integer> inFlight,
        double seconds,
        double warmUpSeconds,
        String topics,
        Stores stores,
        String dir) {

    /**
     * Where an instance runs that reads these topics.
     *
     * @param instance its name
     */
    Place place(String instance) {
        return new Place(stores, Map.of(), Path.of(dir, instance + round), topics);
    }
}
