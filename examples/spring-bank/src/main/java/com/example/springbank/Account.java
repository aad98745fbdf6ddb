package com.example.springbank;

import static dev.gregor.aggregate.Decision.events;
import static dev.gregor.aggregate.Decision.reject;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import org.jspecify.annotations.Nullable;

/** An account that is never overdrawn. */
public final class Account extends AggregateRoot<AccountState> {

    /** Defines the aggregate. */
    public Account() {
        super("account", AccountState.class);
        command("open.v1", Open.class, this::open, Opened.class);
        command("deposit.v1", Deposit.class, this::deposit, Deposited.class);
        command("withdraw.v1", Withdraw.class, this::withdraw, Withdrawn.class);
        event("opened.v1", Opened.class, (account, event) -> new AccountState(event.getOwner(), 0L));
        event("deposited.v1", Deposited.class, (account, event) -> with(account, event.getCents()));
        event("withdrawn.v1", Withdrawn.class, (account, event) -> with(account, -event.getCents()));
    }

    private Decision open(@Nullable AccountState account, Open command) {
        return account == null
                ? events(new Opened(command.getOwner()))
                : reject("already-open", "The account belongs to '" + account.getOwner() + "'");
    }

    private Decision deposit(@Nullable AccountState account, Deposit command) {
        if (account == null) {
            return notOpen();
        }
        return command.getCents() > 0 ? events(new Deposited(command.getCents())) : notPositive();
    }

    private Decision withdraw(@Nullable AccountState account, Withdraw command) {
        if (account == null) {
            return notOpen();
        }
        if (command.getCents() <= 0) {
            return notPositive();
        }
        return command.getCents() <= account.getCents()
                ? events(new Withdrawn(command.getCents()))
                : reject("overdrawn", "The account has " + account.getCents() + ", not " + command.getCents());
    }

    private static Decision notOpen() {
        return reject("not-open", "Open the account first");
    }

    private static Decision notPositive() {
        return reject("not-positive", "Deposit or withdraw at least one cent");
    }

    private static AccountState with(AccountState account, long cents) {
        return new AccountState(account.getOwner(), account.getCents() + cents);
    }
}
