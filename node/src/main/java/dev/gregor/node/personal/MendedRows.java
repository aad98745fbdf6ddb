package dev.gregor.node.personal;

import dev.gregor.live.DaemonThreads;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets read models with clear rows be built again after a subject was forgotten, in a thread of its own. Subjects that are forgotten
 * while that goes on are waited for by one more build, however many they are. Another thread looks for receipts in the store, which may take
 * hours: what is known already does not wait for it.
 */
final class MendedRows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MendedRows.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    /** So many times as long as a look at the store took is waited before the next one: some stores are asked for each subject. */
    private static final long LOOKS_APART = 20;

    private final SubjectKeyStore store;
    private final Consumer<Instant> renewal;
    private final MendingTime time;
    private final Duration interval;
    private final List<Thread> threads = List.of(
            DaemonThreads.of("gregor-privacy", () -> repeat(this::mend)),
            DaemonThreads.of("gregor-privacy-receipts", () -> repeat(this::look)));
    private boolean cannotMend;
    private boolean cannotLook;

    private MendedRows(SubjectKeyStore store, Consumer<Instant> renewal, MendingTime time, Duration interval) {
        this.store = store;
        this.renewal = renewal;
        this.time = time;
        this.interval = interval;
    }

    /**
     * Begins with what was forgotten before.
     *
     * @param renewal does what is to be done next, so that builds are begun after a time; called again and again
     * @param interval how often it is looked for what other instances have forgotten, which may be gone before they have mended anything
     */
    static MendedRows start(SubjectKeyStore store, Consumer<Instant> renewal, MendingTime time, Duration interval) {
        MendedRows rows = new MendedRows(store, renewal, time, interval);
        rows.threads.forEach(Thread::start);
        return rows;
    }

    /** Does some work until the thread is interrupted, and waits in between for as long as the work says. */
    private static void repeat(Supplier<Duration> work) {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(work.get().toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration mend() {
        try {
            time.ofAll().ifPresent(renewal);
            cannotMend = false;
        } catch (RuntimeException e) {
            if (!cannotMend) {
                LOG.warn("Read models with fields of forgotten subjects cannot be mended; trying on", e);
            }
            cannotMend = true;
        }
        return PAUSE;
    }

    private Duration look() {
        long start = System.nanoTime();
        try {
            store.forEach((subject, entry) -> note(entry));
            cannotLook = false;
        } catch (RuntimeException e) {
            if (!cannotLook) {
                LOG.warn("Subjects that are forgotten cannot be looked for; trying on", e);
            }
            cannotLook = true;
        }
        return Duration.ofNanos(Math.max(interval.toNanos(), LOOKS_APART * (System.nanoTime() - start)));
    }

    private void note(SubjectEntry entry) {
        if (entry instanceof Forgotten forgotten) {
            time.note(forgotten);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
