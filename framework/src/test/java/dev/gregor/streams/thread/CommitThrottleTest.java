package dev.gregor.streams.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitThrottleTest {

    @ParameterizedTest
    @CsvSource({"1, 50", "4, 50", "12, 150", "40, 500", "1000, 500"})
    void isTheSlowerTheMorePartitionsThereAre(int partitions, long millis) {
        assertThat(CommitThrottle.spacing(partitions)).isEqualTo(Duration.ofMillis(millis));
    }
}
