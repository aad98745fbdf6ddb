package dev.gregor.testing;

import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.ParcelState;
import dev.gregor.testing.parcels.Registered;
import org.jspecify.annotations.Nullable;

/** How many parcels are in each depot, by the states of the parcels alone; none has no row. */
final class ParcelsNow extends Projection<DepotRow> {

    ParcelsNow() {
        super("parcels-now", 1, DepotRow.class);
        on(Registered.class, before(ParcelState.class, ParcelState::getDepot), (row, event) -> oneLess(row));
        on(Registered.class, after(ParcelState.class, ParcelState::getDepot), (row, event) -> oneMore(row));
        on(Moved.class, before(ParcelState.class, ParcelState::getDepot), (row, event) -> oneLess(row));
        on(Moved.class, after(ParcelState.class, ParcelState::getDepot), (row, event, parcel) -> {
            if (!parcel.getDepot().equals(event.data().getTo())) {
                throw new IllegalStateException("The state is not that after the event");
            }
            return oneMore(row);
        });
        on(Delivered.class, before(ParcelState.class, ParcelState::getDepot), (row, event) -> oneLess(row));
    }

    private static DepotRow oneMore(@Nullable DepotRow row) {
        return new DepotRow(row == null ? 1L : row.getParcels() + 1);
    }

    private static @Nullable DepotRow oneLess(@Nullable DepotRow row) {
        if (row == null) {
            throw new IllegalStateException("No parcel is there");
        }
        return row.getParcels() == 1 ? null : new DepotRow(row.getParcels() - 1);
    }
}
