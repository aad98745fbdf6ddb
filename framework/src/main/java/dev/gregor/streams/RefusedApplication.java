package dev.gregor.streams;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.live.DaemonThreads;
import dev.gregor.streams.health.Failures;
import dev.gregor.streams.health.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an application again to which its cluster has refused something, as soon as nothing is known to be missing. A thread in place of the
 * one that was refused would be refused at once, or wait for the session of that one to end.
 */
final class RefusedApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedApplication.class);
    private static final long LOOK_MILLIS = 2_000;
    private static final long CLOSE_MILLIS = Duration.ofSeconds(5).toMillis();

    private final String applicationId;
    private final RightsCheck check;
    private final Rights rights;
    private final Runnable restart;
    private final RestartPause pause = new RestartPause();
    private @Nullable Thread thread;
    private volatile @Nullable Obstacle obstacle;

    /**
     * Of an application that is not refused anything yet.
     *
     * @param rights what it needs
     * @param restart starts it again
     */
    RefusedApplication(String applicationId, RightsCheck check, Rights rights, Runnable restart) {
        this.applicationId = applicationId;
        this.check = check;
        this.rights = rights;
        this.restart = restart;
    }

    /** A thread of the application was refused something, and the application stops. */
    synchronized void refused(Throwable failure) {
        if (thread == null && !pause.hasEnded()) {
            tell("the cluster does not let it go on: " + Failures.text(failure));
            Thread started = DaemonThreads.of(applicationId + "-refused", this::run);
            thread = started;
            started.start();
        }
    }

    private void run() {
        pause.await(pause.nextMillis(System.nanoTime()));
        for (Optional<String> missing = check.obstacle(rights);
                missing.isPresent() && !pause.hasEnded();
                missing = check.obstacle(rights)) {
            tell(missing.get());
            pause.await(LOOK_MILLIS);
        }
        synchronized (this) {
            thread = null;
        }
        if (!pause.hasEnded()) {
            restart();
        }
    }

    private void restart() {
        Obstacle told = obstacle;
        try {
            LOG.info("{} starts again", applicationId);
            restart.run();
        } catch (RuntimeException e) {
            refused(e);
            return;
        }
        synchronized (this) {
            if (Objects.equals(obstacle, told)) {
                obstacle = null;
            }
        }
    }

    private void tell(String reason) {
        Obstacle before = obstacle;
        if (before == null || !before.reason().equals(reason)) {
            LOG.warn("{} waits: {}", applicationId, reason);
            obstacle = new Obstacle(reason, before == null ? Instant.now() : before.since());
        }
    }

    /** What is refused; empty if nothing is known to be. */
    Optional<Obstacle> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /** Starts nothing again from now on. */
    @Override
    public void close() {
        pause.end();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            try {
                running.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
