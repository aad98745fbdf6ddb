package dev.gregor.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockSetBackTest {

    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private final List<String> ends = new ArrayList<>();
    private final ClockSetBack check = new ClockSetBack(() -> now, ends::add);

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT1S", "PT2H", "P30D", "PT-1S", "PT-2S"})
    void findsNothingInAClockThatGoesOnOrIsSetForwardOrHardlyBack(Duration step) {
        check.look();
        now = now.plus(step);

        assertThat(check.look()).isEmpty();
        assertThat(ends).isEmpty();
    }

    @Test
    void waitsUntilTheClockShowsAgainWhatItShowed() {
        check.look();
        now = now.minusSeconds(10);
        assertThat(check.look())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("from 2026-01-31T12:00:00Z to 2026-01-31T11:59:50Z (0 min 10 s)", "go on when"));
        now = now.plusSeconds(11);

        assertThat(check.look()).isEmpty();
        assertThat(ends).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT61S", "PT2H", "P365D"})
    void endsTheProcessOnceIfThatTakesLong(Duration back) {
        check.look();
        now = now.minus(back);

        assertThat(check.look()).isPresent();
        assertThat(check.look()).isPresent();
        assertThat(ends).singleElement().asString().startsWith("The clock of this machine was set back");
    }

    @Test
    void addsUpStepsThatFollowEachOther() {
        check.look();
        for (int step = 0; step < 4; step++) {
            now = now.minusSeconds(20);
            check.look();
        }

        assertThat(ends).hasSize(1);
    }

    @Test
    void countsFromTheLatestTimeThatTheClockShowed() {
        check.look();
        now = now.plus(Duration.ofHours(2));
        check.look();
        now = now.minus(Duration.ofHours(2)).plusSeconds(5);

        assertThat(check.look()).hasValueSatisfying(text -> assertThat(text).contains("(1 h 59 min)"));
        assertThat(ends).hasSize(1);
    }
}
