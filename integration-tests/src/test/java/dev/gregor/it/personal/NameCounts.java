package dev.gregor.it.personal;

import dev.gregor.projection.Projection;

/** How many names members have had. */
public final class NameCounts extends Projection<CountRow> {

    public NameCounts() {
        super("name-counts", 1, CountRow.class);
        on(Joined.class, (row, event) -> new CountRow(1));
        on(Renamed.class, (row, event) -> new CountRow(row == null ? 1 : row.getNames() + 1));
    }
}
