package dev.gregor.bank;

import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** A join: the address of each customer, and how many accounts are his. Either may be known first. */
public final class Customers extends Projection<CustomerRow> {

    public Customers() {
        super("customers", 1, CustomerRow.class);
        on(Registered.class, (row, event) -> new CustomerRow(event.data().getAddress(), accounts(row)));
        on(Opened.class, event -> event.data().getOwner(), (row, event) -> count(row, 1));
        on(Closed.class, event -> event.data().getOwner(), (row, event) -> count(row, -1));
    }

    private static CustomerRow count(@Nullable CustomerRow row, long more) {
        return new CustomerRow(row == null ? null : row.getAddress(), accounts(row) + more);
    }

    private static long accounts(@Nullable CustomerRow row) {
        return row == null ? 0 : row.getAccounts();
    }
}
