package dev.gregor.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.node.watch.Watch.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class WatchTest {

    private Instant now = Instant.parse("2026-01-31T10:00:00Z");
    private Optional<String> finding = Optional.of("The topic is gone");
    private final Watch watch = new Watch(() -> now, Duration.ofSeconds(1));

    @Test
    void saysWhatItFoundSinceItWasFirstFound() throws Exception {
        watch.with(() -> finding, Effect.NO_COMMANDS, 1);
        watch.runChecks();
        now = now.plusSeconds(5);
        finding = Optional.of("Two topics are gone");
        watch.runChecks();

        assertThat(watch.obstacle())
                .hasValueSatisfying(obstacle ->
                        assertThat(obstacle.text()).isEqualTo("Two topics are gone (since 2026-01-31T10:00:00Z)"));
        assertThat(watch.refusal()).isPresent();
        assertThat(watch.warnings()).isEmpty();
    }

    @Test
    void takesBackWhatIsNoLongerSo() throws Exception {
        watch.with(() -> finding, Effect.NOT_READY, 1);
        watch.runChecks();
        assertThat(watch.obstacle()).isPresent();
        assertThat(watch.refusal()).isEmpty();

        finding = Optional.empty();
        watch.runChecks();
        assertThat(watch.obstacle()).isEmpty();
    }

    @Test
    void onlyWarnsOfSomeThings() throws Exception {
        watch.with(() -> finding, Effect.WARNING, 1);
        watch.runChecks();

        assertThat(watch.obstacle()).isEmpty();
        assertThat(watch.warnings()).containsExactly("The topic is gone (since 2026-01-31T10:00:00Z)");
    }

    @Test
    void looksAtOneOfItsChecksWhenItIsAskedTo() throws Exception {
        Watch.Check check = () -> finding;
        watch.with(() -> Optional.of("Another"), Effect.WARNING, 1).with(check, Effect.WARNING, 1);
        watch.look(check);

        assertThat(watch.warnings()).containsExactly("The topic is gone (since 2026-01-31T10:00:00Z)");
    }

    @Test
    void waitsUntilSoManyLooksInARowHaveFoundSomething() throws Exception {
        watch.with(() -> finding, Effect.NOT_READY, 2);
        watch.runChecks();
        finding = Optional.empty();
        watch.runChecks();
        finding = Optional.of("The topic is gone");
        watch.runChecks();
        assertThat(watch.obstacle()).isEmpty();

        watch.runChecks();
        assertThat(watch.obstacle()).isPresent();
    }

    @Test
    void keepsWhatItFoundWhileItCannotLook() throws Exception {
        boolean[] fails = {false};
        watch.with(
                () -> {
                    if (fails[0]) {
                        throw new ExecutionException(new TimeoutException("no answer"));
                    }
                    return finding;
                },
                Effect.NOT_READY,
                1);
        watch.runChecks();
        fails[0] = true;
        watch.runChecks();

        assertThat(watch.obstacle()).isPresent();
    }
}
