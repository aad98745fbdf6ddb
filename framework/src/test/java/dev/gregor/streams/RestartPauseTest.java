package dev.gregor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RestartPauseTest {

    private final RestartPause pause = new RestartPause();

    @Test
    void doublesWhileFailuresFollowEachOther() {
        assertThat(LongStream.range(0, 12).map(pause::nextMillis).toArray())
                .containsExactly(100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000, 30000);
    }

    @Test
    void startsAnewAfterTwoQuietMinutes() {
        pause.nextMillis(0);
        pause.nextMillis(1);

        assertThat(pause.nextMillis(Duration.ofMinutes(3).toNanos())).isEqualTo(100);
    }

    @Test
    void holdsUpNobodyOnceItHasEnded() throws InterruptedException {
        Thread waiting = new Thread(() -> pause.await(Duration.ofHours(1).toMillis()));
        waiting.start();

        pause.end();

        waiting.join();
        assertThat(pause.hasEnded()).isTrue();
    }
}
