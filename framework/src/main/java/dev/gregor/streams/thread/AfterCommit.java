package dev.gregor.streams.thread;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done once the transaction of a stream thread is committed, such as to answer somebody who waits in this
 * process. If the transaction is aborted it is dropped: the same records are then handled again, here or elsewhere.
 *
 * <p>Works within a {@link dev.gregor.streams.StreamsApplication}, whose producers tell how transactions end. Confined to its stream thread.
 */
public final class AfterCommit {

    private static final Logger LOG = LoggerFactory.getLogger(AfterCommit.class);

    private final List<Runnable> actions = new ArrayList<>();

    AfterCommit() {}

    /** Adds what is to be done; it must not block. */
    public void add(Runnable action) {
        actions.add(action);
    }

    void committed() {
        try {
            actions.forEach(AfterCommit::runSafely);
        } finally {
            actions.clear();
        }
    }

    void aborted() {
        actions.clear();
    }

    /** The transaction is committed: what fails now must not look as if it were not. */
    private static void runSafely(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("What was to be done after a commit failed", e);
        }
    }
}
