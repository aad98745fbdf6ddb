package dev.gregor.messaging.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** The next three, as local times with their offsets. */
    private static List<String> times(String expression, String after) {
        CronTimes times = CronTimes.of(expression, BERLIN);
        return Stream.iterate(
                        ZonedDateTime.of(LocalDateTime.parse(after), BERLIN).toInstant(),
                        time -> times.after(time).orElseThrow())
                .skip(1)
                .limit(3)
                .map(time -> time.atZone(BERLIN).toOffsetDateTime().toString())
                .toList();
    }

    @Test
    void areThoseOfTheZone() {
        assertThat(times("0 6 * * MON", "2026-03-23T06:00"))
                .containsExactly("2026-03-30T06:00+02:00", "2026-04-06T06:00+02:00", "2026-04-13T06:00+02:00");
        assertThat(times("*/20 8-9 1,15 * *", "2026-11-30T00:00"))
                .containsExactly("2026-12-01T08:00+01:00", "2026-12-01T08:20+01:00", "2026-12-01T08:40+01:00");
        assertThat(times("0 0 29 2 *", "2026-11-30T00:00").get(0)).isEqualTo("2028-02-29T00:00+01:00");
    }

    @Test
    void leaveOutNoDayWhenSummerTimeBegins() {
        assertThat(times("30 2 * * *", "2026-03-28T02:30"))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00");
        assertThat(times("15 * * * *", "2026-03-29T00:30"))
                .containsExactly("2026-03-29T01:15+01:00", "2026-03-29T03:15+02:00", "2026-03-29T04:15+02:00");
        assertThat(times("30 4 * * *", "2026-03-28T05:00").get(0)).isEqualTo("2026-03-29T04:30+02:00");
    }

    @Test
    void comeOnceADayWhenSummerTimeEnds() {
        assertThat(times("30 2 * * *", "2026-10-24T02:30"))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00", "2026-10-27T02:30+01:00");
        assertThat(times("0 * * * *", "2026-10-25T01:00"))
                .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 6 * * *   | has the minute '61', which is none (Value 61 not in range [0, 59])",
                "0 25 * * *   | has the hour '25', which is none (Value 25 not in range [0, 23])",
                "0 6 32 * *   | has the day of month '32', which is none (Value 32 not in range [1, 31])",
                "0 6 * FOO *  | has the month 'FOO', which is none",
                "0 6 * * 9    | has the day of week '9', which is none",
                "0 6 * *      | has 4 fields, expected 5: minute, hour, day of month, month, day of week",
                "'* * * * * *'| has 6 fields",
                "@daily       | has 1 fields",
                "0 6 30 2 *   | has no time: no such day is in these months"
            })
    void refuseAnExpressionAndSayWhatIsWrong(String expression, String message) {
        assertThatThrownBy(() -> CronTimes.of(expression, BERLIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cron expression '" + expression + "'")
                .hasMessageContaining(message);
    }

    @Test
    void refuseAnEmptyExpression() {
        assertThatThrownBy(() -> CronTimes.of(" ", BERLIN)).hasMessageContaining("has 0 fields");
        assertThat(CronTimes.of("0 0 1 1 *", BERLIN).after(Instant.EPOCH)).isPresent();
    }
}
