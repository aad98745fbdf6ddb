package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;

/**
 * What one process is to do.
 *
 * @param step what
 * @param history how the events came to be
 * @param events how many there are
 * @param round counted from 1
 * @param stores that run
 * @param dir for files
 */
record StepRequest(Step step, History history, int events, int round, Stores stores, String dir) {

    /** Another step with the same events. */
    StepRequest then(Step next) {
        return new StepRequest(next, history, events, round, stores, dir);
    }

    /** A name that no other history has. */
    String run() {
        return "%s-%d-%d".formatted(history, events, round);
    }

    /** A folder that nothing was kept in before. */
    Path emptyFolder() {
        return Path.of(dir, run(), step.toString());
    }
}
