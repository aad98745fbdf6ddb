package com.example.parcels;

import dev.gregor.projection.Projection;

/** Where each parcel is: its status, and the address of the depot that it is in. */
public final class ParcelPlaces extends Projection<PlaceRow> {

    /** Declares what a row is made of. */
    public ParcelPlaces() {
        super("parcel-places", 1, PlaceRow.class);
        join(ParcelState.class, ParcelState::getDepot, DepotState.class, (row, parcel, depot) ->
                new PlaceRow(parcel.getStatus(), depot == null ? null : depot.getAddress()));
    }
}
