package dev.gregor.benchmarks.project;

import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;
import java.util.Map;

/**
 * What one process is to read.
 *
 * @param reader which rows to make
 * @param round counted from 1
 * @param events how many there are
 * @param topics the prefix of the topics that hold them
 * @param stores that run
 * @param dir for files
 */
record ProjectRequest(ReaderKind reader, int round, long events, String topics, Stores stores, String dir) {

    /**
     * Where it reads.
     *
     * @param pass what the names of this pass end with
     */
    Place place(String pass) {
        return new Place(stores, Map.of(), Path.of(dir, run() + pass), run() + pass);
    }

    String run() {
        return reader.toString() + round;
    }
}
