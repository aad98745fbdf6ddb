package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.store.Stores;
import java.util.List;

/**
 * What one process is to measure.
 *
 * @param system to run
 * @param round counted from 1
 * @param inFlight the levels, one after another
 * @param seconds to measure each
 * @param warmUpSeconds to run before the first
 * @param stores that run
 * @param dir for files
 */
record WriteRequest(
        SystemKind system,
        int round,
        List<Integer> inFlight,
        double seconds,
        double warmUpSeconds,
        Stores stores,
        String dir) {

    /** A name for topics, schemas and folders. */
    String run() {
        return system.name().toLowerCase(java.util.Locale.ROOT) + round;
    }
}
