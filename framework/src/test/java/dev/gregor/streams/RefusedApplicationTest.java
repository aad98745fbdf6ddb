package dev.gregor.streams;

import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.streams.health.Obstacle;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusedApplicationTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicInteger starts = new AtomicInteger();
    private volatile Optional<String> missing = Optional.empty();
    private volatile Rights asked = Rights.none();
    private volatile boolean running;
    private volatile Runnable onRestart = () -> {};

    private final RefusedApplication application =
            new RefusedApplication("app", this::ask, Rights.topic("in", READ), this::restart, () -> running);

    @AfterEach
    void close() {
        application.close();
    }

    private Optional<String> ask(Rights wanted) {
        asked = wanted;
        return missing;
    }

    private void restart() {
        starts.incrementAndGet();
        onRestart.run();
    }

    private void refused(String topic) {
        application.refused(new TopicAuthorizationException(Set.of(topic)));
    }

    private Optional<String> reason() {
        return application.obstacle().map(Obstacle::reason);
    }

    @Test
    void waitsUntilNothingIsMissingAndTellsIt() {
        missing = Optional.of("may not Read on topic in");
        refused("in");
        await().atMost(LIMIT).until(() -> reason().equals(missing));
        assertThat(starts).hasValue(0);
        missing = Optional.empty();
        running = true;
        await().atMost(LIMIT).until(() -> reason().isEmpty());
        assertThat(starts).hasValue(1);
    }

    @Test
    void asksForTheTopicsThatItChoosesToo() {
        running = true;
        refused("out");
        await().atMost(LIMIT)
                .until(() -> asked.equals(Rights.of(Rights.topic("in", READ), Rights.topic("out", WRITE))));
    }

    @Test
    void tellsItUntilTheApplicationRunsAndIsNotRefusedAgain() {
        refused("in");
        await().atMost(LIMIT).until(() -> starts.get() == 1);
        assertThat(reason()).isPresent();
        refused("in");
        await().atMost(LIMIT).until(() -> starts.get() == 2);
        assertThat(reason()).isPresent();
        running = true;
        await().atMost(LIMIT).until(() -> reason().isEmpty());
        assertThat(starts).hasValue(2);
    }

    @Test
    void triesAgainWhatCannotBeStartedYet() {
        running = true;
        onRestart = () -> {
            if (starts.get() == 1) {
                throw new IllegalStateException("its threads have not ended");
            }
        };
        refused("in");
        await().atMost(LIMIT).until(() -> starts.get() == 2);
        await().atMost(LIMIT).until(() -> reason().isEmpty());
    }

    @Test
    void startsNothingOnceItIsClosed() throws InterruptedException {
        missing = Optional.of("may not Read on topic in");
        refused("in");
        await().atMost(LIMIT).until(() -> reason().equals(missing));
        application.close();
        missing = Optional.empty();
        refused("in");
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().contains("app-refused")) {
                each.join(LIMIT.toMillis());
            }
        }
        assertThat(starts).hasValue(0);
    }
}
