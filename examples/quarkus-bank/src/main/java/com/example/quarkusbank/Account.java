package com.example.quarkusbank;

import static dev.gregor.aggregate.Decision.events;
import static dev.gregor.aggregate.Decision.reject;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;

/** An account to which anybody deposits. */
public final class Account extends AggregateRoot<AccountState> {

    /** Defines the aggregate. */
    public Account() {
        super("account", AccountState.class);
        command("deposit.v1", Deposit.class, (account, command) -> deposit(command), Deposited.class);
        event("deposited.v1", Deposited.class, (account, event) -> new AccountState(
                (account == null ? 0 : account.getCents()) + event.getCents()));
    }

    private static Decision deposit(Deposit command) {
        return command.getCents() > 0
                ? events(new Deposited(command.getCents()))
                : reject("not-positive", "Deposit at least one cent");
    }
}
