package dev.gregor.node.personal;

import dev.gregor.live.DaemonThreads;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.projection.run.RenewedBuilds;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets read models with clear rows be built again after a subject was forgotten, in a thread of its own. Subjects that are forgotten
 * while that goes on are waited for by one more build, however many they are.
 */
final class MendedRows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MendedRows.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    /** So many times as long as a look at the store took is waited before the next one: some stores are asked for each subject. */
    private static final long LOOKS_APART = 20;

    private static final String REASON = "rows with fields of a forgotten subject";

    private final SubjectKeyStore store;
    private final RenewedBuilds builds;
    private final Thread thread = DaemonThreads.of("gregor-privacy", this::run);
    private final MendingTime time;
    private final Duration interval;
    private long nextLook = System.nanoTime();
    private boolean failing;

    private MendedRows(SubjectKeyStore store, RenewedBuilds builds, MendingTime time, Duration interval) {
        this.store = store;
        this.builds = builds;
        this.time = time;
        this.interval = interval;
    }

    /**
     * Begins with what was forgotten before.
     *
     * @param interval how often it is looked for what other instances have forgotten, which may be gone before they have mended anything
     */
    static MendedRows start(SubjectKeyStore store, RenewedBuilds builds, MendingTime time, Duration interval) {
        MendedRows rows = new MendedRows(store, builds, time, interval);
        rows.thread.start();
        return rows;
    }

    private void run() {
        try {
            while (true) {
                mend();
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void mend() {
        try {
            time.ofAll().ifPresent(after -> builds.renew(after, REASON));
            look();
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("Subjects that are forgotten cannot be looked for; trying on", e);
            }
            failing = true;
        }
    }

    private void look() {
        long start = System.nanoTime();
        if (start - nextLook >= 0) {
            try {
                store.forEach((subject, entry) -> note(entry));
                failing = false;
            } finally {
                long end = System.nanoTime();
                nextLook = end + Math.max(interval.toNanos(), LOOKS_APART * (end - start));
            }
        }
    }

    private void note(SubjectEntry entry) {
        if (entry instanceof Forgotten forgotten) {
            time.note(forgotten);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
