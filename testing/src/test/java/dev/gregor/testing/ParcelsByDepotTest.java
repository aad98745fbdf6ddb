package dev.gregor.testing;

import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.StopsRow;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What docs/read-models.md shows. */
final class ParcelsByDepotTest {

    @Test
    void countsTheParcelsOfEachDepot() {
        ProjectionFixture.of(new ParcelsByDepot())
                .given("parcel-1", new Registered("ZRH"), new Moved("ZRH", "BSL"))
                .given("parcel-2", new Registered("BSL"))
                .expectRow("BSL", new DepotRow(2L))
                .expectNoRow("ZRH");
    }

    @Test
    void startsASessionAfterAPause() {
        ProjectionFixture.of(Stops.sessions())
                .given("parcel-1", new Moved("ZRH", "BSL"))
                .after(Duration.ofMinutes(40))
                .given("parcel-2", new Moved("ZRH", "GVA"))
                .expectRows(Map.of(
                        "ZRH@2026-01-01T00:00:00.000Z", new StopsRow("BSL"),
                        "ZRH@2026-01-01T00:40:00.000Z", new StopsRow("GVA")));
    }

    @Test
    void parksAParcelThatLeavesAnEmptyDepot() {
        ProjectionFixture.of(new ParcelsByDepot())
                .given("parcel-1", new Delivered("ZRH"))
                .given("parcel-2", new Registered("BSL"))
                .expectParked("ZRH", "No parcel is there")
                .expectRow("BSL", new DepotRow(1L));
    }
}
