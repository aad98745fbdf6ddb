package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.store.Stores;
import java.nio.file.Path;

/**
 * What one process is to do.
 *
 * @param step what
 * @param content the events
 * @param round counted from 1
 * @param stores that run
 * @param dir for files
 */
record StepRequest(Step step, Content content, int round, Stores stores, String dir) {

    /** Another step with the same events. */
    StepRequest then(Step next) {
        return new StepRequest(next, content, round, stores, dir);
    }

    /** A name that no other content or round has. */
    String run() {
        return "%s-%s-%d-%d-%d"
                .formatted(content.history(), content.shape(), content.aggregates(), content.events(), round);
    }

    /** A folder that nothing was kept in before. */
    Path emptyFolder() {
        return Path.of(dir, run(), step.toString());
    }
}
