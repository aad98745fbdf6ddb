package dev.gregor.app.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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
    void aBodyThatIsThereIsNeverTooSlow() throws IOException {
        AtomicLong nanos = new AtomicLong();
        LongSupplier slow = () -> nanos.getAndAdd(Duration.ofMinutes(1).toNanos());
        InputStream in = new ByteArrayInputStream(new byte[1]);
        assertThat(Body.read(in, 1, slow)).hasSize(1);
        assertThatThrownBy(() -> Body.read(new ByteArrayInputStream(new byte[1]), 2, slow))
                .isInstanceOf(Problem.class);
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
