package dev.gregor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RestartPauseTest {

    private final RestartPause pause = new RestartPause();

    @Test
    void doublesWhileFailuresFollowEachOther() {
        LongStream eachMinute = LongStream.range(0, 12)
                .map(minutes -> Duration.ofMinutes(minutes).toNanos());

        assertThat(eachMinute.map(pause::nextMillis).toArray())
                .containsExactly(100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000, 30000);
    }

    @Test
    void takesFailuresDuringAPauseForOne() {
        long second = Duration.ofSeconds(1).toNanos();
        assertThat(pause.nextMillis(second)).isEqualTo(100);
        assertThat(pause.nextMillis(second + 1)).isEqualTo(100);
        assertThat(pause.nextMillis(2 * second)).isEqualTo(200);
    }

    @Test
    void pausesAfterTheFirstFailureWhateverTheClockSays() {
        assertThat(pause.nextMillis(Duration.ofHours(-1).toNanos())).isEqualTo(100);
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
