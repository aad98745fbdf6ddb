package dev.gregor.e2e.personal;

import dev.gregor.projection.Projection;

/** Name and address of persons in clear. */
public final class Labels extends Projection<LabelRow> {

    public Labels() {
        super("labels", 1, LabelRow.class);
        on(
                Registered.class,
                (row, event) -> new LabelRow(
                        event.data().getName() + ", " + event.data().getAddress()));
    }
}
