package com.example.parcels;

import dev.gregor.testing.AggregateFixture;
import org.junit.jupiter.api.Test;

class ParcelTest {

    private final AggregateFixture<ParcelState> parcel = AggregateFixture.of(new Parcel());

    @Test
    void arrivesWhereItIsHandedOver() {
        parcel.given(new Registered("Ann", "Bern", "desk"), new Arrived("ZRH"))
                .when(new HandOver("BRN"))
                .expectEvents(new Left("ZRH"), new Arrived("BRN"))
                .expectState(new ParcelState(Status.AT_DEPOT, "BRN"));
    }

    @Test
    void isDeliveredFromADepotOnly() {
        parcel.given(new Registered("Ann", "Bern", "desk"))
                .when(new Deliver("Ann"))
                .expectRejection("not-at-depot");
    }

    @Test
    void isRegisteredOnce() {
        parcel.when(new Register("Ann", "Bern"))
                .expectEvents(new Registered("Ann", "Bern", "desk"))
                .when(new Register("Ann", "Bern"))
                .expectRejection("registered");
    }

    @Test
    void readsWhatVersion1HasRecorded() {
        parcel.given(new Registered("Ann", "Bern", "desk"))
                .givenOld("parcel.handed-over.v1", new HandedOver("BRN", "ZRH"))
                .expectState(new ParcelState(Status.AT_DEPOT, "BRN"));
    }
}
