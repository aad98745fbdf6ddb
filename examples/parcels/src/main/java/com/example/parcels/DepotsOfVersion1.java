package com.example.parcels;

import dev.gregor.projection.Projection;
import java.util.List;
import java.util.stream.Stream;

/** What {@link ParcelsByDepot} was before HandedOver was split; it answers until version 2 has caught up. */
public final class DepotsOfVersion1 extends Projection<DepotRow> {

    /** Declares which events change which rows. */
    public DepotsOfVersion1() {
        super("parcels-by-depot", 1, DepotRow.class);
        startWith(() -> new DepotRow(List.of()));
        on(HandedOver.class, event -> event.data().getDepot(), ParcelsByDepot::with);
        onEach(
                HandedOver.class,
                event -> Stream.ofNullable(event.data().getFrom()).toList(),
                ParcelsByDepot::without);
        on(Delivered.class, event -> event.data().getDepot(), ParcelsByDepot::without);
    }
}
