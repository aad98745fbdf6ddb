package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;

/**
 * What one process is to do.
 *
 * @param events how many to write before
 * @param commandsPerSecond how many commands and queries go on meanwhile
 * @param seconds how long to measure before the rebuild
 * @param stores that run
 * @param dir for files
 */
record RebuildRequest(long events, int commandsPerSecond, double seconds, Stores stores, String dir) {
    Path path() {
        return Path.of(dir, "rebuild");
    }
}
