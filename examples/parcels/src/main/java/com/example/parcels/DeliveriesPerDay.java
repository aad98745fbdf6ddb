package com.example.parcels;

import dev.gregor.projection.Projection;
import java.time.Duration;

/** How many parcels were delivered on each day. */
public final class DeliveriesPerDay extends Projection<CountRow> {

    /** Declares which events change which rows. */
    public DeliveriesPerDay() {
        super("deliveries-per-day", 1, CountRow.class);
        startWith(() -> new CountRow(0L));
        on(Delivered.class, tumbling(Duration.ofDays(1)), (row, event) -> new CountRow(row.getCount() + 1));
    }
}
