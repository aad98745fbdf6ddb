package dev.gregor.node.watch;

import dev.gregor.live.DaemonThreads;
import dev.gregor.streams.health.Obstacle;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks periodically what may stop the application from outside: its topics, the clocks, the other instances. Logs
 * what it finds once, and again when it is gone. Thread-safe.
 */
public final class Watch implements AutoCloseable {

    /** What a finding means for the application. */
    public enum Effect {
        /** It works, but an operator should check it. */
        WARNING,
        /** It is not ready. */
        NOT_READY,
        /** It is not ready, and no command can be sent. */
        NO_COMMANDS
    }

    /** One check. */
    public interface Check {
        /**
         * Returns what is wrong and what to do about it; empty if nothing is wrong.
         *
         * @throws ExecutionException if that cannot be found out now; what was found before still counts
         */
        Optional<String> look() throws ExecutionException, InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final List<Watched> checks = new ArrayList<>();
    private final Map<Watched, Obstacle> found = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final InstantSource clock;
    private final Duration pause;

    /** A check, the effect of its findings, and how many runs in a row have to find something before that counts. */
    private static final class Watched {
        private final Check check;
        private final Effect effect;
        private final int looks;
        private int inARow;

        private Watched(Check check, Effect effect, int looks) {
            this.check = check;
            this.effect = effect;
            this.looks = looks;
        }
    }

    /** Makes a watch without checks, with this pause between two runs. */
    public Watch(InstantSource clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** Adds a check, before the start. */
    public Watch with(Check check, Effect effect, int looks) {
        checks.add(new Watched(check, effect, looks));
        return this;
    }

    /** Starts the checks in a thread of its own. */
    public Watch start() {
        DaemonThreads.of("gregor-watch", this::run).start();
        return this;
    }

    private void run() {
        try {
            do {
                runChecks();
            } while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void runChecks() throws InterruptedException {
        for (Watched each : checks) {
            if (ended.getCount() == 0) {
                return;
            }
            look(each);
        }
    }

    /** Runs one of its checks now; its finding counts when this returns. */
    public void look(Check check) throws InterruptedException {
        for (Watched each : checks) {
            if (each.check == check) {
                look(each);
            }
        }
    }

    private void look(Watched watched) throws InterruptedException {
        synchronized (watched) {
            try {
                note(watched, watched.check.look());
            } catch (ExecutionException | RuntimeException e) {
                LOG.debug("A check failed", e);
            }
        }
    }

    private void note(Watched watched, Optional<String> finding) {
        watched.inARow = finding.isPresent() ? watched.inARow + 1 : 0;
        Obstacle before = found.get(watched);
        if (finding.isEmpty() && before != null) {
            found.remove(watched);
            LOG.info("No longer so: {}", before.text());
        } else if (watched.inARow >= watched.looks) {
            String reason = finding.orElseThrow();
            found.put(watched, new Obstacle(reason, before == null ? clock.instant() : before.since()));
            if (before == null) {
                LOG.warn("{}", reason);
            }
        }
    }

    /** Why the application is not ready. */
    public Optional<Obstacle> obstacle() {
        return first(Effect.NO_COMMANDS).or(() -> first(Effect.NOT_READY));
    }

    /** Why no command can be sent. */
    public Optional<Obstacle> refusal() {
        return first(Effect.NO_COMMANDS);
    }

    private Optional<Obstacle> first(Effect effect) {
        return checks.stream()
                .filter(each -> each.effect == effect)
                .flatMap(each -> Optional.ofNullable(found.get(each)).stream())
                .findFirst();
    }

    /** The findings that do not stop the application. */
    public List<String> warnings() {
        return checks.stream()
                .filter(each -> each.effect == Effect.WARNING)
                .flatMap(each -> Optional.ofNullable(found.get(each)).stream())
                .map(Obstacle::text)
                .toList();
    }

    /** Ends within some seconds, without waiting for that. Idempotent. */
    @Override
    public void close() {
        ended.countDown();
    }
}
