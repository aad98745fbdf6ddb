package dev.gregor.benchmarks.deliver;

import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;
import java.util.Map;

/**
 * What one process is to deliver.
 *
 * @param round counted from 1
 * @param perSecond commands to send, whatever is answered
 * @param seconds to measure
 * @param warmUpSeconds before
 * @param stores that run
 * @param dir for files
 */
record DeliverRequest(int round, int perSecond, int seconds, int warmUpSeconds, Stores stores, String dir) {

    Place place() {
        String run = "deliver" + round;
        return new Place(stores, Map.of(), Path.of(dir, run), run);
    }
}
