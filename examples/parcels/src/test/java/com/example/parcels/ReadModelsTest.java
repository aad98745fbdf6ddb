package com.example.parcels;

import dev.gregor.testing.ProjectionFixture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadModelsTest {

    @Test
    void aParcelIsInOneDepotAfterTheOther() {
        ProjectionFixture.of(new ParcelsByDepot())
                .given("parcel-1", new Arrived("ZRH"), new Left("ZRH"), new Arrived("BRN"))
                .given("parcel-2", new Arrived("BRN"))
                .expectRow("BRN", new DepotRow(List.of("parcel-1", "parcel-2")))
                .expectNoRow("ZRH");
    }

    @Test
    void deliveriesAreCountedByDay() {
        ProjectionFixture.of(new DeliveriesPerDay())
                .at(Instant.parse("2026-01-31T10:00:00Z"))
                .given("parcel-1", new Delivered("ZRH", "Ann"))
                .given("parcel-2", new Delivered("BRN", "Bob"))
                .expectRow("2026-01-31T00:00:00Z", new CountRow(2L));
    }

    @Test
    void aParcelIsCountedUnderTheStatusThatItHas() {
        ProjectionFixture.of(new ParcelsByStatus())
                .withAggregate(new Parcel())
                .given("parcel-1", new Registered("Ann", "Bern", "desk"), new Arrived("ZRH"), new Left("ZRH"))
                .given("parcel-2", new Registered("Bob", "Bern", "desk"), new Arrived("ZRH"))
                .expectRow("AT_DEPOT", new CountRow(1L))
                .expectRow("ON_THE_WAY", new CountRow(1L))
                .expectRow("REGISTERED", new CountRow(0L));
    }

    @Test
    void aParcelIsAtTheAddressOfItsDepot() {
        ProjectionFixture.of(new ParcelPlaces())
                .withAggregate(new Parcel())
                .withAggregate(new Depot())
                .given("parcel-1", new Registered("Ann", "Bern", "desk"), new Arrived("BRN"))
                .expectRow("parcel-1", new PlaceRow(Status.AT_DEPOT, null))
                .given("BRN", new Opened("Bern, Laupenstrasse 1"), new Relocated("Bern, Effingerstrasse 2"))
                .expectRow("parcel-1", new PlaceRow(Status.AT_DEPOT, "Bern, Effingerstrasse 2"));
    }

    @Test
    void bothVersionsReadWhatVersion1HasRecorded() {
        ProjectionFixture.of(new ParcelsByDepot())
                .withAggregate(new Parcel())
                .givenOld("parcel-1", "parcel.handed-over.v1", new HandedOver("BRN", null))
                .expectRow("BRN", new DepotRow(List.of("parcel-1")));
        ProjectionFixture.of(new DepotsOfVersion1())
                .withAggregate(new Parcel())
                .givenOld("parcel-1", "parcel.handed-over.v1", new HandedOver("BRN", null))
                .expectRow("BRN", new DepotRow(List.of("parcel-1")));
    }
}
