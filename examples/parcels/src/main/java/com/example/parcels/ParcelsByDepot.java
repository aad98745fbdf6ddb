package com.example.parcels;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parcels that lie in each depot. */
public final class ParcelsByDepot extends Projection<DepotRow> {

    /** Declares which events change which rows. */
    public ParcelsByDepot() {
        super("parcels-by-depot", 2, DepotRow.class);
        startWith(() -> new DepotRow(List.of()));
        on(Arrived.class, event -> event.data().getDepot(), ParcelsByDepot::with);
        on(Left.class, event -> event.data().getDepot(), ParcelsByDepot::without);
        on(Delivered.class, event -> event.data().getDepot(), ParcelsByDepot::without);
    }

    static DepotRow with(DepotRow row, Event<?> event) {
        return new DepotRow(Stream.concat(row.getParcels().stream(), Stream.of(event.aggregateId()))
                .sorted()
                .toList());
    }

    static @Nullable DepotRow without(DepotRow row, Event<?> event) {
        List<String> left = row.getParcels().stream()
                .filter(each -> !each.equals(event.aggregateId()))
                .toList();
        return left.isEmpty() ? null : new DepotRow(left);
    }
}
