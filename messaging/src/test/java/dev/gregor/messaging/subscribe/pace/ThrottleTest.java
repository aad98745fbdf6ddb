package dev.gregor.messaging.subscribe.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {

    private long nanos;
    private final Throttle throttle = new Throttle(() -> nanos);

    private int admittedAfter(Duration time) {
        nanos += time.toNanos();
        int admitted = 0;
        while (admitted < 10_000 && throttle.admits()) {
            admitted++;
        }
        return admitted;
    }

    @Test
    void admitsAllWithoutALimit() {
        assertThat(admittedAfter(Duration.ZERO)).isEqualTo(10_000);
    }

    @Test
    void admitsAsManyAsTheTimeThatHasPassedAllows() {
        throttle.limit(500);
        assertThat(admittedAfter(Duration.ZERO)).isZero();
        assertThat(admittedAfter(Duration.ofMillis(50))).isEqualTo(25);
        assertThat(admittedAfter(Duration.ofMillis(1))).isZero();
        assertThat(admittedAfter(Duration.ofMillis(1))).isOne();
    }

    @Test
    void makesUpForATenthOfASecondInWhichNobodyAskedAndNoMore() {
        throttle.limit(500);
        assertThat(admittedAfter(Duration.ofMillis(100))).isEqualTo(50);
        assertThat(admittedAfter(Duration.ofMillis(900))).isEqualTo(51);
        assertThat(admittedAfter(Duration.ofHours(1))).isEqualTo(51);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 500, 5_000})
    void keepsTheRateHoweverLongNobodyAskedBefore(int perSecond) {
        throttle.limit(perSecond);
        int admitted = admittedAfter(Duration.ofMinutes(1));
        for (int asked = 0; asked < 100; asked++) {
            admitted += admittedAfter(Duration.ofMillis(60));
        }
        assertThat(admitted).isBetween(6 * perSecond, 6 * perSecond + perSecond / 10 + 1);
    }

    @Test
    void makesUpForNothingBeforeItBegan() {
        throttle.limit(500);
        nanos += Duration.ofSeconds(1).toNanos();
        throttle.reset();
        assertThat(admittedAfter(Duration.ofMillis(10))).isEqualTo(5);
    }

    @Test
    void admitsOneNowAndThenAtALowRate() {
        throttle.limit(0.5);
        assertThat(admittedAfter(Duration.ofSeconds(1))).isZero();
        assertThat(admittedAfter(Duration.ofSeconds(1))).isOne();
    }
}
