package dev.gregor.streams.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WakeUpsTest {

    private static final Duration LONG = Duration.ofHours(2);

    private final WakeUps wakeUps = new WakeUps();

    @Test
    void aPollEndsByTheFirstTime() {
        assertThat(wakeUps.limit(LONG)).isEqualTo(LONG);
        wakeUps.set("a", Duration.ofHours(1));
        wakeUps.set("b", Duration.ofMinutes(1));
        assertThat(wakeUps.limit(LONG)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(wakeUps.limit(Duration.ZERO)).isZero();
        wakeUps.remove("b");
        assertThat(wakeUps.limit(LONG)).isBetween(Duration.ofMinutes(2), Duration.ofHours(1));
    }

    @Test
    void aTimeThatHasComeEndsOnePollOnly() {
        wakeUps.set("a", Duration.ZERO);
        wakeUps.set("b", Duration.ofHours(1));
        assertThat(wakeUps.areDue()).isTrue();
        assertThat(wakeUps.limit(LONG)).isZero();
        wakeUps.forgetDue();
        assertThat(wakeUps.areDue()).isFalse();
        assertThat(wakeUps.limit(LONG)).isGreaterThan(Duration.ofMinutes(1));
    }
}
