package com.example.quarkusbank;

import dev.gregor.projection.Projection;

/** What is on each account. */
public final class Balances extends Projection<Balance> {

    /** Defines the read model. */
    public Balances() {
        super("balances", 1, Balance.class);
        on(Deposited.class, (row, event) -> new Balance(
                (row == null ? 0 : row.getCents()) + event.data().getCents()));
    }
}
