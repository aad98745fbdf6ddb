package dev.gregor.projection.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateMeterTest {

    private static final long SECOND = 1_000_000_000;

    private final RateMeter pace = new RateMeter();

    @Test
    void isThatOfTheLastSeconds() {
        assertThat(pace.perSecond()).isZero();
        pace.note(0, 0);
        assertThat(pace.perSecond()).isZero();
        pace.note(10 * SECOND, 1000);
        assertThat(pace.perSecond()).isEqualTo(100);
        pace.note(20 * SECOND, 6000);
        assertThat(pace.perSecond()).isEqualTo(500);
    }

    @Test
    void beginsAnewWithWhatBeginsAnew() {
        pace.note(0, 500);
        pace.note(SECOND, 100);
        pace.note(2 * SECOND, 150);
        assertThat(pace.perSecond()).isEqualTo(50);
    }
}
