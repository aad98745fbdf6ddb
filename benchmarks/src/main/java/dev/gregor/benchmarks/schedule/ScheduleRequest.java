package dev.gregor.benchmarks.schedule;

import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;
import java.util.Map;

/**
 * What one process is to schedule.
 *
 * @param pending how many are pending, and how many are delivered before the restarts
 * @param burst how many are due in one second
 * @param stores that run
 * @param dir for files
 */
record ScheduleRequest(int pending, int burst, Stores stores, String dir) {

    Place place() {
        return new Place(stores, Map.of(), Path.of(dir, "schedules"), "schedules");
    }
}
