package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.store.Stores;
import dev.gregor.benchmarks.write.system.SystemKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one process is to measure.
 *
 * @param system to run
 * @param round counted from 1; 0 for the warm-up of the broker
 * @param inFlight the levels, one after another
 * @param seconds to measure each
 * @param warmUpSeconds to run before the first, shared by the levels
 * @param settings of Kafka Streams and its clients, over the system's own
 * @param stores that run
 * @param dir for files
 */
record WriteRequest(
        SystemKind system,
        int round,
        List<Integer> inFlight,
        double seconds,
        double warmUpSeconds,
        Map<String, String> settings,
        Stores stores,
        String dir) {

    Place place() {
        return new Place(stores, settings, Path.of(dir, run()), run());
    }

    private String run() {
        return system.name().toLowerCase(Locale.ROOT) + round;
    }
}
