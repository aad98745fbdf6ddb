package dev.gregor.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class MissingRightsTest {

    private final Queue<Runnable> work = new ArrayDeque<>();
    private Optional<String> missing = Optional.empty();
    private boolean answers = true;

    private final MissingRights check = new MissingRights(this::ask, work::add, Duration.ofNanos(-1));

    private Optional<String> ask() {
        if (!answers) {
            throw new TimeoutException("late");
        }
        return missing;
    }

    private Optional<String> lookAfterAnAnswer() {
        check.look();
        work.remove().run();
        return check.look();
    }

    @Test
    void waitsForNoAnswerAndAsksOnceAtATime() {
        missing = Optional.of("Read on topic in");
        assertThat(check.look()).isEmpty();
        assertThat(check.look()).isEmpty();
        assertThat(work).hasSize(1);
        work.remove().run();
        assertThat(check.look()).isEqualTo(missing);
    }

    @Test
    void noAnswerIsNotAFinding() {
        answers = false;
        assertThat(lookAfterAnAnswer()).isEmpty();
    }

    @Test
    void whatWasFoundCountsUntilTheClusterSaysOtherwise() {
        missing = Optional.of("Read on topic in");
        assertThat(lookAfterAnAnswer()).isPresent();
        work.remove().run();
        answers = false;
        assertThat(lookAfterAnAnswer()).isPresent();
        work.remove().run();
        answers = true;
        missing = Optional.empty();
        assertThat(lookAfterAnAnswer()).isEmpty();
    }
}
