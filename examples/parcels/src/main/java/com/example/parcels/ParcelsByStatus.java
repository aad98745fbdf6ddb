package com.example.parcels;

import dev.gregor.projection.Projection;
import dev.gregor.projection.StateKey;
import org.apache.avro.specific.SpecificRecord;

/** How many parcels have each status. No event carries one; the states of the parcels do. */
public final class ParcelsByStatus extends Projection<CountRow> {

    private static final StateKey<ParcelState> BEFORE = before(ParcelState.class, parcel -> parcel.getStatus().name());
    private static final StateKey<ParcelState> AFTER = after(ParcelState.class, parcel -> parcel.getStatus().name());

    /** Declares which events change which rows. */
    public ParcelsByStatus() {
        super("parcels-by-status", 1, CountRow.class);
        startWith(() -> new CountRow(0L));
        count(Registered.class);
        count(Arrived.class);
        count(Left.class);
        count(Delivered.class);
    }

    private <E extends SpecificRecord> void count(Class<E> event) {
        on(event, BEFORE, (row, happened) -> new CountRow(row.getCount() - 1));
        on(event, AFTER, (row, happened) -> new CountRow(row.getCount() + 1));
    }
}
