package dev.gregor.benchmarks.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ContentTest {

    @Test
    void sharesEventsBetweenAggregatesInTurn() {
        Content content = new Content(History.OLD, 3, 7);

        assertThat(content.account(0)).isEqualTo("account-0");
        assertThat(content.account(5)).isEqualTo("account-2");
        assertThat(content.version(2)).isEqualTo(1);
        assertThat(content.version(6)).isEqualTo(3);
    }

    @Test
    void refusesAggregatesWithoutEvents() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Content(History.NEW, 8, 7))
                .withMessageContaining("aggregates is 8 and events 7");
        assertThatIllegalArgumentException().isThrownBy(() -> new Content(History.NEW, 0, 7));
    }
}
