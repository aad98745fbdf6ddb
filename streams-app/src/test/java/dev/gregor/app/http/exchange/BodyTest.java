package dev.gregor.app.http.exchange;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyTest {

    @Test
    void aBodyMayComeSlowlyForAMomentAndFastEnoughAfterThat() {
        assertThatCode(() -> Body.requirePace(1, Duration.ofSeconds(10).toNanos()))
                .doesNotThrowAnyException();
        assertThatCode(() -> Body.requirePace(20 * 1024, Duration.ofSeconds(30).toNanos()))
                .doesNotThrowAnyException();
    }

    @Test
    void aBodyThatKeepsAThreadWaitingIsRefused() {
        assertThatThrownBy(() ->
                        Body.requirePace(20 * 1024 - 1, Duration.ofSeconds(30).toNanos()))
                .isInstanceOf(Problem.class)
                .hasMessage(
                        "Of the body 20479 bytes came within 30 s, expected 1024 and more each second after the first 10 s");
    }
}
