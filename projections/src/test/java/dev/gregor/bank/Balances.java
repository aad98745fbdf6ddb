package dev.gregor.bank;

import static java.util.Objects.requireNonNull;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** One row for each open account, keyed by its id. */
public final class Balances extends Projection<BalanceRow> {

    public Balances() {
        super("balances", 1, BalanceRow.class);
        on(Opened.class, (row, event) -> new BalanceRow(event.data().getOwner(), 0L));
        on(Deposited.class, Balances::deposit);
        on(Closed.class, (row, event) -> null);
    }

    private static BalanceRow deposit(@Nullable BalanceRow row, Event<Deposited> event) {
        BalanceRow before = requireNonNull(row);
        return new BalanceRow(
                before.getOwner(), before.getBalance() + event.data().getAmount());
    }
}
