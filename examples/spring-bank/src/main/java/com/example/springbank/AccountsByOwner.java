package com.example.springbank;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** How many accounts each owner has. */
public final class AccountsByOwner extends Projection<OwnerRow> {

    /** Defines the read model. */
    public AccountsByOwner() {
        super("accounts-by-owner", 1, OwnerRow.class);
        on(Opened.class, event -> event.data().getOwner(), AccountsByOwner::oneMore);
    }

    private static OwnerRow oneMore(@Nullable OwnerRow row, Event<Opened> event) {
        return new OwnerRow(row == null ? 1L : row.getAccounts() + 1);
    }
}
