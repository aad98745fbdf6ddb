package dev.gregor.testing;

import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.ParcelRow;
import dev.gregor.testing.parcels.Registered;

/** Where each parcel is. */
final class ParcelById extends Projection<ParcelRow> {

    ParcelById() {
        super("parcel-by-id", 1, ParcelRow.class);
        on(Registered.class, (row, event) -> new ParcelRow(event.data().getDepot()));
        on(Moved.class, (row, event) -> new ParcelRow(event.data().getTo()));
        on(Delivered.class, (row, event) -> null);
    }
}
