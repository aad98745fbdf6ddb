package com.example.stock;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** How many pieces each customer was sent. */
public final class PiecesByCustomer extends Projection<CustomerRow> {

    /** Defines the read model. */
    public PiecesByCustomer() {
        super("pieces-by-customer", 1, CustomerRow.class);
        on(Shipped.class, event -> event.data().getCustomer(), PiecesByCustomer::add);
    }

    private static CustomerRow add(@Nullable CustomerRow row, Event<Shipped> event) {
        return new CustomerRow((row == null ? 0 : row.getPieces()) + event.data().getPieces());
    }
}
