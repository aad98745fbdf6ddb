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
    private static final String REASON = "rows with fields of a forgotten subject";

    private final SubjectKeyStore store;
    private final ClearRows clear;
    private final RenewedBuilds builds;
    private final Thread thread = DaemonThreads.of("gregor-privacy", this::run);
    private final MendingTime time;
    private boolean isRead;
    private boolean failing;

    private MendedRows(SubjectKeyStore store, ClearRows clear, RenewedBuilds builds, MendingTime time) {
        this.store = store;
        this.clear = clear;
        this.builds = builds;
        this.time = time;
    }

    /** Begins with what was forgotten before. */
    static MendedRows start(SubjectKeyStore store, ClearRows clear, RenewedBuilds builds, MendingTime time) {
        MendedRows rows = new MendedRows(store, clear, builds, time);
        if (!clear.names().isEmpty()) {
            rows.thread.start();
        }
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
            time.ofAll().ifPresent(after -> clear.names().forEach(name -> builds.renew(name, after, REASON)));
            if (!isRead) {
                store.forEach((subject, entry) -> note(entry));
                isRead = true;
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("Read models cannot be mended after a subject was forgotten; trying on", e);
            }
            failing = true;
        }
    }

    private void note(SubjectEntry entry) {
        if (entry instanceof Forgotten forgotten) {
            time.note(forgotten.at());
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
