package dev.gregor.streams;

import dev.gregor.kafka.rights.Refusal;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.live.DaemonThreads;
import dev.gregor.streams.health.Failures;
import dev.gregor.streams.health.Obstacle;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an application again to which its cluster has refused something, as soon as nothing is known to be missing. A thread in place of the
 * one that was refused would be refused at once, or wait for the session of that one to end. Thread-safe.
 */
final class RefusedApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedApplication.class);
    private static final long LOOK_MILLIS = 2_000;
    private static final long RUNNING_MILLIS = 1_000;

    /** So many looks in a row that find it running and not refused anything: it goes on. */
    private static final int RUNNING_LOOKS = 3;

    private final String applicationId;
    private final Function<Rights, Optional<String>> check;
    private final Rights rights;
    private final Runnable restart;
    private final BooleanSupplier running;
    private final RestartPause pause = new RestartPause();
    private Rights chosen = Rights.none();
    private @Nullable Thread thread;
    private boolean again;
    private volatile @Nullable Obstacle obstacle;

    /**
     * Of an application that is not refused anything yet.
     *
     * @param check says what of these rights is missing
     * @param rights what it needs
     * @param restart starts it again, or throws why it cannot be started yet
     * @param running whether it runs
     */
    RefusedApplication(
            String applicationId,
            Function<Rights, Optional<String>> check,
            Rights rights,
            Runnable restart,
            BooleanSupplier running) {
        this.applicationId = applicationId;
        this.check = check;
        this.rights = rights;
        this.restart = restart;
        this.running = running;
    }

    /** A thread of the application was refused something, and the application stops. */
    synchronized void refused(Throwable failure) {
        if (pause.hasEnded()) {
            return;
        }
        again = true;
        chosen = Rights.of(chosen, written(failure));
        tell("the cluster does not let it go on: " + Failures.text(failure));
        if (thread == null) {
            Thread started = DaemonThreads.of(applicationId + "-refused", this::run);
            thread = started;
            started.start();
        }
    }

    /** Topics that its rights do not name are those that processors choose for what they write. */
    private Rights written(Throwable failure) {
        return Rights.of(Refusal.topics(failure).stream()
                .filter(topic -> !rights.areAbout(topic))
                .map(topic -> Rights.topic(topic, AclOperation.WRITE))
                .toList());
    }

    private void run() {
        do {
            pause.await(pause.nextMillis(System.nanoTime()));
            awaitRights();
        } while (!pause.hasEnded() && !goesOn());
    }

    private void awaitRights() {
        for (Optional<String> missing = check.apply(wanted());
                missing.isPresent() && !pause.hasEnded();
                missing = check.apply(wanted())) {
            tell(missing.get());
            pause.await(LOOK_MILLIS);
        }
    }

    private synchronized Rights wanted() {
        return Rights.of(rights, chosen);
    }

    /** Starts it, and looks whether it is refused something again, as it may be before it has done anything. */
    private boolean goesOn() {
        synchronized (this) {
            again = false;
        }
        LOG.info("{} starts again", applicationId);
        try {
            restart.run();
        } catch (RuntimeException e) {
            if (!pause.hasEnded()) {
                tell("it cannot be started again yet: " + Failures.text(e));
            }
            return false;
        }
        for (int looks = 0; looks < RUNNING_LOOKS && !isRefusedAgain() && !pause.hasEnded(); ) {
            pause.await(RUNNING_MILLIS);
            looks = running.getAsBoolean() ? looks + 1 : 0;
        }
        return end();
    }

    private synchronized boolean isRefusedAgain() {
        return again;
    }

    private synchronized boolean end() {
        if (again) {
            return false;
        }
        chosen = Rights.none();
        obstacle = null;
        thread = null;
        return true;
    }

    private synchronized void tell(String reason) {
        Obstacle before = obstacle;
        if (before == null || !before.reason().equals(reason)) {
            LOG.warn("{} waits: {}", applicationId, reason);
            obstacle = new Obstacle(reason, before == null ? Instant.now() : before.since());
        }
    }

    /** What is refused; empty if nothing is, also not in the first seconds after it was started again. */
    Optional<Obstacle> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /** Starts nothing again from now on, but for what is being started. */
    @Override
    public void close() {
        pause.end();
    }
}
