package dev.gregor.messaging.subscribe.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalPauseTest {

    private long nanos;
    private final RefusalPause pause =
            new RefusalPause(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5), () -> nanos);

    private long next() {
        long seconds = pause.next().toSeconds();
        pause.end();
        return seconds;
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void doublesUpToTheLongestAndBeginsAnewAfterAWhile() {
        assertThat(next()).isEqualTo(1);
        assertThat(next()).isEqualTo(2);
        assertThat(next()).isEqualTo(3);
        assertThat(next()).isEqualTo(3);
        pass(Duration.ofSeconds(7));
        assertThat(next()).isEqualTo(1);
    }

    @Test
    void aRefusalIsRecentUntilItHasNotComeAgainForAWhile() {
        assertThat(pause.areRecent()).isFalse();
        next();
        pass(Duration.ofSeconds(4));
        assertThat(pause.areRecent()).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(pause.areRecent()).isFalse();
    }
}
