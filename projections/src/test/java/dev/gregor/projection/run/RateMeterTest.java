package dev.gregor.projection.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateMeterTest {

    private static final long SECOND = 1_000_000_000;

    private final RateMeter rate = new RateMeter();

    @Test
    void isThatOfTheLastSeconds() {
        assertThat(rate.perSecond()).isZero();
        rate.note(0, 0);
        assertThat(rate.perSecond()).isZero();
        rate.note(10 * SECOND, 1000);
        assertThat(rate.perSecond()).isEqualTo(100);
        rate.note(20 * SECOND, 6000);
        assertThat(rate.perSecond()).isEqualTo(500);
    }

    @Test
    void beginsAnewWithWhatBeginsAnew() {
        rate.note(0, 500);
        rate.note(SECOND, 100);
        rate.note(2 * SECOND, 150);
        assertThat(rate.perSecond()).isEqualTo(50);
    }
}
