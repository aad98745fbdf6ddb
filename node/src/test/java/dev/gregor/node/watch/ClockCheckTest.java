package dev.gregor.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.node.watch.ClockCheck.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockCheckTest {

    private static final Instant THERE = Instant.parse("2026-01-31T10:00:00Z");

    private Instant here = THERE;
    private final ClockCheck check =
            new ClockCheck(() -> Optional.of(new Shown("the Kafka controller (node 1)", THERE)), () -> here);

    @Test
    void namesTheClocksTheTimesAndTheDifference() throws Exception {
        here = THERE.plus(Duration.ofHours(2));

        assertThat(check.far())
                .contains("The clock of this machine is 2 h 0 min ahead of that of the Kafka controller (node 1):"
                        + " here it is 2026-01-31T12:00:00Z, there 2026-01-31T10:00:00Z. Set the one that is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "PT-2H30M", "PT1H", "PT24H"})
    void isFarFromAnHourOnInBothDirections(Duration ahead) throws Exception {
        here = THERE.plus(ahead);

        assertThat(check.far())
                .hasValueSatisfying(
                        text -> assertThat(text).contains(ahead.isNegative() ? "behind that" : "ahead of that"));
        assertThat(check.slight()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-59M", "PT-1M", "PT1M", "PT59M59S"})
    void warnsOfLess(Duration ahead) throws Exception {
        here = THERE.plus(ahead);

        assertThat(check.far()).isEmpty();
        assertThat(check.slight()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-30S", "PT0S", "PT59S"})
    void putsUpWithLessThanAMinute(Duration ahead) throws Exception {
        here = THERE.plus(ahead);

        assertThat(check.far()).isEmpty();
        assertThat(check.slight()).isEmpty();
    }

    @Test
    void takesALongWayToTheOtherClockForNoDifference() throws Exception {
        Instant[] times = {THERE.minus(Duration.ofHours(2)), THERE.plus(Duration.ofHours(2))};
        int[] asked = {0};
        var slow = new ClockCheck(() -> Optional.of(new Shown("the other", THERE)), () -> times[asked[0]++]);

        assertThat(slow.far()).isEmpty();
        assertThat(slow.slight()).isEmpty();
    }

    @Test
    void findsNothingWhereNobodyTellsTheTime() throws Exception {
        var silent = new ClockCheck(Optional::empty, () -> here);

        assertThat(silent.far()).isEmpty();
        assertThat(silent.slight()).isEmpty();
    }
}
