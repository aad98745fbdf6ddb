package dev.gregor.testing;

import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.StopsRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Windows by the clock of the fixture; {@link ReadModelRuntimesTest} compares them with those on a broker. */
final class ProjectionWindowsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void makesARowForEachWindow() {
        ProjectionFixture.of(Stops.tumbling())
                .at(Instant.parse("2026-01-31T10:59:59.999Z"))
                .given("1", new Moved("ZRH", "BSL"), new Moved("ZRH", "GVA"))
                .after(Duration.ofMillis(1))
                .given("1", new Moved("ZRH", "BSL"))
                .expectRows(Map.of(
                        "ZRH@2026-01-31T10:00:00Z", new StopsRow("BSL GVA"),
                        "ZRH@2026-01-31T11:00:00Z", new StopsRow("BSL")));
    }

    @Test
    void putsAnEventIntoAllWindowsThatOverlap() {
        ProjectionFixture.of(Stops.hopping())
                .given("1", new Moved("ZRH", "BSL"))
                .expectRows(Map.of(
                        "ZRH@2025-12-31T23:30:00Z", new StopsRow("BSL"),
                        "ZRH@2026-01-01T00:00:00Z", new StopsRow("BSL")));
    }

    @Test
    void forgetsAWindowThatIsOver() {
        ProjectionFixture<StopsRow> stops = ProjectionFixture.of(Stops.keptFor(Duration.ofHours(2)))
                .given("1", new Moved("ZRH", "BSL"))
                .after(Duration.ofHours(3).minusMillis(1));
        stops.expectRow("ZRH@2026-01-01T00:00:00Z", new StopsRow("BSL"));
        stops.after(Duration.ofMillis(1)).expectRows(Map.of());
    }

    @Test
    void changesTheWindowOfALateEventWhileItIsKept() {
        ProjectionFixture.of(Stops.keptFor(Duration.ofHours(3)))
                .at(Instant.parse("2026-01-31T12:00:00Z"))
                .given("1", new Moved("ZRH", "BSL"))
                .at(Instant.parse("2026-01-31T09:00:00Z"))
                .given("2", new Moved("ZRH", "GVA"))
                .after(Duration.ofMillis(-1))
                .given("3", new Moved("ZRH", "LUG"))
                .expectRows(Map.of(
                        "ZRH@2026-01-31T12:00:00Z", new StopsRow("BSL"),
                        "ZRH@2026-01-31T09:00:00Z", new StopsRow("GVA")));
    }

    @Test
    void showsWhatASlidingWindowHoldsNow() {
        ProjectionFixture<StopsRow> stops = ProjectionFixture.of(Stops.sliding())
                .given("1", new Moved("ZRH", "BSL"))
                .after(MINUTE.multipliedBy(30))
                .given("1", new Moved("ZRH", "GVA"));
        stops.expectRow("ZRH", new StopsRow("BSL GVA"));
        stops.after(MINUTE.multipliedBy(30)).expectRow("ZRH", new StopsRow("GVA"));
        stops.after(MINUTE.multipliedBy(60)).expectNoRow("ZRH");
    }

    @Test
    void endsASessionWithAPauseAndJoinsTwoByALateEvent() {
        ProjectionFixture<StopsRow> stops = ProjectionFixture.of(Stops.sessions())
                .given("1", new Moved("ZRH", "BSL"))
                .after(MINUTE.multipliedBy(40))
                .given("1", new Moved("ZRH", "GVA"));
        stops.expectRows(Map.of(
                "ZRH@2026-01-01T00:00:00.000Z", new StopsRow("BSL"),
                "ZRH@2026-01-01T00:40:00.000Z", new StopsRow("GVA")));
        stops.after(MINUTE.multipliedBy(-20))
                .given("2", new Moved("ZRH", "LUG"))
                .expectRows(Map.of("ZRH@2026-01-01T00:00:00.000Z", new StopsRow("BSL LUG GVA")));
    }
}
