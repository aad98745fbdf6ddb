package dev.gregor.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.CountRow;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.LargestDeposits;
import dev.gregor.bank.TopRow;
import dev.gregor.bank.WindowedDeposits;
import dev.gregor.projection.Projection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows by window, and what becomes of late events. */
class WindowedRowsTest {

    private static final String NOW = "2026-01-31T12:00:00Z";

    @TempDir
    Path folder;

    private ProjectionDriver start(Projection<?> projection) {
        return new ProjectionDriver(projection, folder, NOW);
    }

    private static CountRow digits(long digits) {
        return new CountRow(digits);
    }

    @Test
    void hoppingWindowsOverlap() {
        try (ProjectionDriver driver = start(WindowedDeposits.hopping())) {
            driver.happens("7", "2026-01-31T10:29:00Z", new Deposited(1L))
                    .happens("7", "2026-01-31T10:30:00Z", new Deposited(2L));

            assertThat(driver.rows())
                    .isEqualTo(Map.of(
                            "7@2026-01-31T09:30:00Z", digits(1),
                            "7@2026-01-31T10:00:00Z", digits(12),
                            "7@2026-01-31T10:30:00Z", digits(2)));
        }
    }

    @Test
    void aLateEventChangesItsWindowWhileThatIsKept() {
        try (ProjectionDriver driver = start(WindowedDeposits.keptFor(Duration.ofHours(3)))) {
            driver.happens("7", "2026-01-31T11:59:00Z", new Deposited(1L))
                    .happens("7", "2026-01-31T09:01:00Z", new Deposited(2L))
                    .happens("7", "2026-01-31T08:59:59Z", new Deposited(3L));
            assertThat(driver.rows())
                    .isEqualTo(Map.of("7@2026-01-31T11:00:00Z", digits(1), "7@2026-01-31T09:00:00Z", digits(2)));

            driver.passes(Duration.ofMinutes(1));
            assertThat(driver.rows()).hasSize(2);
            driver.passes(Duration.ofMinutes(59));
            assertThat(driver.rows()).containsOnlyKeys("7@2026-01-31T11:00:00Z");
        }
    }

    @Test
    void aDayIsThatOfItsZoneAndKeptBeyondItsEnd() {
        Projection<CountRow> days = WindowedDeposits.calendar("P1D", "Asia/Kathmandu", Duration.ofHours(1));
        try (ProjectionDriver driver = start(days)) {
            driver.happens("7", "2026-01-30T18:14:59Z", new Deposited(9L))
                    .happens("7", "2026-01-30T18:15:00Z", new Deposited(1L))
                    .happens("7", "2026-01-31T11:00:00Z", new Deposited(2L))
                    .happens("7", "2026-01-31T18:14:59Z", new Deposited(3L))
                    .happens("7", "2026-01-31T18:15:00Z", new Deposited(4L));
            assertThat(driver.rows()).isEqualTo(Map.of("7@2026-01-31", digits(123), "7@2026-02-01", digits(4)));

            driver.passes(Duration.ofMinutes(7 * 60 + 14));
            assertThat(driver.rows()).hasSize(2);
            driver.passes(Duration.ofMinutes(1));
            assertThat(driver.rows()).containsOnlyKeys("7@2026-02-01");
        }
    }

    @Test
    void sessionsEndWithAPause() {
        try (ProjectionDriver driver = start(WindowedDeposits.sessions())) {
            driver.happens("7", "2026-01-31T11:00:00Z", new Deposited(1L))
                    .happens("7", "2026-01-31T11:30:00Z", new Deposited(2L))
                    .happens("8", "2026-01-31T11:31:00Z", new Deposited(9L))
                    .happens("7", "2026-01-31T12:00:00.001Z", new Deposited(3L));

            assertThat(driver.rows())
                    .isEqualTo(Map.of(
                            "7@2026-01-31T11:00:00.000Z", digits(12),
                            "7@2026-01-31T12:00:00.001Z", digits(3),
                            "8@2026-01-31T11:31:00.000Z", digits(9)));
        }
    }

    @Test
    void aLateEventJoinsTwoSessionsInTheOrderOfTime() {
        try (ProjectionDriver driver = start(WindowedDeposits.sessions())) {
            driver.happens("7", "2026-01-31T11:00:00Z", new Deposited(1L))
                    .happens("7", "2026-01-31T11:40:00Z", new Deposited(3L));
            assertThat(driver.rows()).hasSize(2);

            driver.happens("7", "2026-01-31T11:20:00Z", new Deposited(2L));
            assertThat(driver.rows()).isEqualTo(Map.of("7@2026-01-31T11:00:00.000Z", digits(123)));
            driver.happens("7", "2026-01-31T10:50:00Z", new Deposited(4L));
            assertThat(driver.rows()).isEqualTo(Map.of("7@2026-01-31T10:50:00.000Z", digits(4123)));
        }
    }

    @Test
    void sessionsAreForgottenAfterTheirRetention() {
        try (ProjectionDriver driver = start(WindowedDeposits.sessions())) {
            driver.happens("7", "2026-01-31T11:00:00Z", new Deposited(1L))
                    .happens("7", "2026-01-31T11:50:00Z", new Deposited(2L))
                    .happens("7", "2026-01-31T09:59:00Z", new Deposited(3L));
            assertThat(driver.rows()).hasSize(2);

            driver.passes(Duration.ofMinutes(61));
            assertThat(driver.rows()).containsOnlyKeys("7@2026-01-31T11:50:00.000Z");
            driver.passes(Duration.ofHours(1));
            assertThat(driver.rows()).isEmpty();
            assertThat(driver.kept()).isZero();
        }
    }

    @Test
    void aSlidingWindowShowsWhatHappenedLately() {
        try (ProjectionDriver driver = start(WindowedDeposits.sliding())) {
            driver.happens("7", "2026-01-31T10:59:00Z", new Deposited(9L));
            assertThat(driver.rows()).isEmpty();
            driver.happens("7", "2026-01-31T11:30:00Z", new Deposited(2L))
                    .happens("7", "2026-01-31T12:00:00Z", new Deposited(3L))
                    .happens("7", "2026-01-31T11:10:00Z", new Deposited(1L));
            assertThat(driver.rows()).isEqualTo(Map.of("7", digits(123)));

            driver.passes(Duration.ofMinutes(15));
            assertThat(driver.rows()).isEqualTo(Map.of("7", digits(23)));
            driver.passes(Duration.ofMinutes(30));
            assertThat(driver.rows()).isEqualTo(Map.of("7", digits(3)));
            driver.passes(Duration.ofMinutes(30));
            assertThat(driver.rows()).isEmpty();
            assertThat(driver.kept()).isZero();
        }
    }

    @Test
    void keepTheLargestOfEachDay() {
        try (ProjectionDriver driver = start(new LargestDeposits())) {
            for (long amount : List.of(5L, 1L, 9L, 7L, 3L)) {
                driver.happens("of " + amount, "2026-01-31T10:00:00Z", new Deposited(amount));
            }
            assertThat(driver.rows()).isEqualTo(Map.of("2026-01-31T00:00:00Z", new TopRow(List.of(9L, 7L, 5L))));
            driver.passes(Duration.ofDays(8));
            assertThat(driver.rows()).isEmpty();
        }
    }
}
