package dev.gregor.testing;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.Registered;
import org.jspecify.annotations.Nullable;

/** How many parcels are in each depot; none has no row. */
final class ParcelsByDepot extends Projection<DepotRow> {

    ParcelsByDepot() {
        super("parcels-by-depot", 1, DepotRow.class);
        on(Registered.class, event -> event.data().getDepot(), ParcelsByDepot::oneMore);
        on(Moved.class, event -> event.data().getFrom(), ParcelsByDepot::oneLess);
        on(Moved.class, event -> event.data().getTo(), ParcelsByDepot::oneMore);
        on(Delivered.class, event -> event.data().getDepot(), ParcelsByDepot::oneLess);
    }

    private static DepotRow oneMore(@Nullable DepotRow row, Event<?> event) {
        return new DepotRow(row == null ? 1L : row.getParcels() + 1);
    }

    private static @Nullable DepotRow oneLess(@Nullable DepotRow row, Event<?> event) {
        if (row == null) {
            throw new IllegalStateException("No parcel is there");
        }
        return row.getParcels() == 1 ? null : new DepotRow(row.getParcels() - 1);
    }
}
