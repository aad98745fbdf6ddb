package dev.gregor.benchmarks.account;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** The read model {@code balances}: what each account holds, by its id. */
public final class Balances extends Projection<Balance> {

    /** Its name. */
    public static final String NAME = "balances";

    /** Defines it. */
    public Balances() {
        super(NAME, 1, Balance.class);
        on(Deposited.class, Balances::deposited);
    }

    private static Balance deposited(@Nullable Balance balance, Event<Deposited> event) {
        return plus(balance, event.data());
    }

    /** The balance after a deposit; null is one that holds nothing yet. */
    public static Balance plus(@Nullable Balance balance, Deposited event) {
        return balance == null
                ? new Balance(event.getAmount(), 1L)
                : new Balance(balance.getAmount() + event.getAmount(), balance.getDeposits() + 1);
    }
}
