package dev.gregor.testing;

import dev.gregor.testing.parcels.Booked;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.ParcelState;
import org.junit.jupiter.api.Test;

/** What docs/evolution.md shows. */
final class OldParcelsTest {

    @Test
    void areWhereTheyWereBooked() {
        AggregateFixture.of(new Parcel())
                .givenOld("parcel.booked.v1", new Booked("ZRH"))
                .expectState(new ParcelState("ZRH"));
    }

    @Test
    void countWhereTheyWereBooked() {
        ProjectionFixture.of(new ParcelsByDepot())
                .withAggregate(new Parcel())
                .givenOld("parcel-1", "parcel.booked.v1", new Booked("ZRH"))
                .expectRow("ZRH", new DepotRow(1L));
    }
}
