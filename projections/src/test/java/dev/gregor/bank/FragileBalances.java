package dev.gregor.bank;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The amounts of all deposits as digits, in their order; every deposit passes a fault that a test may switch on. */
public final class FragileBalances extends Projection<BalanceRow> {

    public FragileBalances(Consumer<Event<Deposited>> fault) {
        super("fragile-balances", 1, BalanceRow.class);
        on(Opened.class, (row, event) -> new BalanceRow(event.data().getOwner(), 0L));
        on(Deposited.class, (row, event) -> {
            fault.accept(event);
            return deposit(row, event);
        });
    }

    private static BalanceRow deposit(@Nullable BalanceRow row, Event<Deposited> event) {
        long before = row == null ? 0 : row.getBalance();
        String owner = row == null ? "nobody" : row.getOwner();
        return new BalanceRow(owner, 10 * before + event.data().getAmount());
    }
}
