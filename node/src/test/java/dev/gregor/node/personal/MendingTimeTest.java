package dev.gregor.node.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.privacy.key.Forgotten;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MendingTimeTest {

    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private Instant now = START;
    private final MendingTime time = new MendingTime(() -> now, MARGIN);

    private static Forgotten receipt(Instant at) {
        return new Forgotten("receipt of " + at, at, "the tests", "they asked");
    }

    @Test
    void comesTheMarginAfterTheNewestReceipt() {
        assertThat(time.ofAll()).isEmpty();
        time.note(receipt(START.minusSeconds(60)));
        time.note(receipt(START.minusSeconds(90)));

        assertThat(time.of(receipt(START.minusSeconds(90)))).isEqualTo(START.plusSeconds(30));
        now = START.plusSeconds(60);
        assertThat(time.ofAll()).isEmpty();
        now = START.plusSeconds(61);
        assertThat(time.ofAll()).contains(START.plusSeconds(60));
    }

    @Test
    void takesAReceiptOfTheFutureForOneOfNow() {
        Forgotten nextYear = receipt(START.plus(Duration.ofDays(365)));
        time.note(nextYear);
        now = now.plus(MARGIN).plusSeconds(1);
        time.note(nextYear);

        assertThat(time.ofAll()).contains(START.plus(MARGIN));
        assertThat(time.of(nextYear)).isEqualTo(START.plus(MARGIN));
    }

    @Test
    void aReceiptOfTheFutureHidesNoLaterOne() {
        time.note(receipt(START.plus(Duration.ofDays(365))));
        now = START.plusSeconds(60);
        time.note(receipt(now));
        Forgotten other = receipt(START.plus(Duration.ofDays(30)));
        now = START.plusSeconds(90);
        time.note(other);
        now = now.plus(MARGIN).plusSeconds(1);

        assertThat(time.of(receipt(START.plusSeconds(60))))
                .isEqualTo(START.plusSeconds(60).plus(MARGIN));
        assertThat(time.ofAll()).contains(START.plusSeconds(90).plus(MARGIN));
    }
}
