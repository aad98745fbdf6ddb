package dev.gregor.node.personal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MendingTimeTest {

    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private Instant now = START;
    private final MendingTime time = new MendingTime(() -> now, MARGIN);

    @Test
    void comesTheMarginAfterTheNewestReceipt() {
        assertThat(time.ofAll()).isEmpty();
        time.note(START.minusSeconds(60));
        time.note(START.minusSeconds(90));

        assertThat(time.of(START.minusSeconds(90))).isEqualTo(START.plusSeconds(30));
        now = START.plusSeconds(60);
        assertThat(time.ofAll()).isEmpty();
        now = START.plusSeconds(61);
        assertThat(time.ofAll()).contains(START.plusSeconds(60));
    }

    @Test
    void takesAReceiptOfTheFutureForOneOfNow() {
        Instant nextYear = START.plus(Duration.ofDays(365));
        time.note(nextYear);
        now = now.plus(MARGIN).plusSeconds(1);

        assertThat(time.ofAll()).contains(START.plus(MARGIN));
        assertThat(time.of(nextYear)).isEqualTo(START.plus(MARGIN));
    }
}
