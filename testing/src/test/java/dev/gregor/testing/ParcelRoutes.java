package dev.gregor.testing;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.StopsRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of each parcel, and of all that were moved on a route; an event that goes nowhere is on no route. */
final class ParcelRoutes extends Projection<StopsRow> {

    ParcelRoutes() {
        super("parcel-routes", 1, StopsRow.class);
        on(Registered.class, (row, event) -> new StopsRow(event.data().getDepot()));
        on(Moved.class, (row, event) -> append(row, "to"));
        on(Moved.class, (row, event) -> append(row, event.data().getTo()));
        onEach(Moved.class, ParcelRoutes::routes, (row, event) -> append(row, event.aggregateId()));
        on(Delivered.class, (row, event) -> null);
    }

    private static List<String> routes(Event<Moved> event) {
        String from = event.data().getFrom();
        String to = event.data().getTo();
        return from.equals(to) ? List.of() : List.of(from + '-' + to, "any");
    }

    private static StopsRow append(@Nullable StopsRow row, String text) {
        return new StopsRow(row == null ? text : row.getStops() + ' ' + text);
    }
}
