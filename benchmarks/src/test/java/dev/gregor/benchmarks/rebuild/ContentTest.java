package dev.gregor.benchmarks.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ContentTest {

    @Test
    void sharesEventsBetweenAggregatesInTurn() {
        Content content = new Content(History.OLD, Shape.AGGREGATES, 3, 7);

        assertThat(content.account(0)).isEqualTo("account-0");
        assertThat(content.account(5)).isEqualTo("account-2");
        assertThat(content.version(2)).isEqualTo(1);
        assertThat(content.version(6)).isEqualTo(3);
    }

    @Test
    void givesAllEventsToOneAggregateOrOneCommand() {
        Content content = new Content(History.OLD, Shape.AGGREGATES, 3, 7);

        assertThat(content.with(Shape.ONE_AGGREGATE).account(5)).isEqualTo("account-0");
        assertThat(content.with(Shape.ONE_AGGREGATE).version(5)).isEqualTo(6);
        assertThat(content.with(Shape.ONE_AGGREGATE).command(5)).isEqualTo(5);
        assertThat(content.with(Shape.ONE_COMMAND).version(5)).isEqualTo(6);
        assertThat(content.with(Shape.ONE_COMMAND).command(5)).isZero();
    }

    @Test
    void refusesAggregatesWithoutEvents() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Content(History.NEW, Shape.AGGREGATES, 8, 7))
                .withMessageContaining("aggregates is 8 and events 7");
        assertThatIllegalArgumentException().isThrownBy(() -> new Content(History.NEW, Shape.AGGREGATES, 0, 7));
    }
}
