package dev.gregor.testing;

import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.DepotState;
import dev.gregor.testing.parcels.ParcelState;
import dev.gregor.testing.parcels.WhereRow;

/** Where each parcel is, with the address of its depot. */
final class ParcelsWhere extends Projection<WhereRow> {

    ParcelsWhere() {
        super("parcels-where", 1, WhereRow.class);
        join(ParcelState.class, ParcelState::getDepot, DepotState.class, (row, parcel, depot) -> {
            if (depot != null && depot.getAddress().isEmpty()) {
                throw new IllegalArgumentException("A depot without an address");
            }
            return new WhereRow(parcel.getDepot(), depot == null ? null : depot.getAddress());
        });
    }
}
