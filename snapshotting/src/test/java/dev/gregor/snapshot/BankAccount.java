package dev.gregor.snapshot;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.aggregate.Decision;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.Deposit;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Open;
import dev.gregor.bank.Opened;
import org.jspecify.annotations.Nullable;

/** A small domain for tests. */
public final class BankAccount extends AggregateRoot<AccountState> {

    public BankAccount() {
        super("bank-account", AccountState.class);
        command("open.v1", Open.class, this::open, Opened.class);
        command("deposit.v1", Deposit.class, this::deposit, Deposited.class);
        event("opened.v1", Opened.class, this::opened);
        event("deposited.v1", Deposited.class, this::deposited);
    }

    private Decision open(@Nullable AccountState account, Open command, CommandContext context) {
        return account == null
                ? Decision.events(new Opened(command.getOwner()))
                : Decision.reject("already-open", "Account '" + context.aggregateId() + "' is open");
    }

    private Decision deposit(@Nullable AccountState account, Deposit command) {
        if (command.getAmount() == 13) {
            throw new IllegalStateException("thirteen");
        }
        return account == null
                ? Decision.reject("not-open", "The account is not open")
                : Decision.events(new Deposited(command.getAmount()));
    }

    private AccountState opened(@Nullable AccountState account, Opened event) {
        return new AccountState(event.getOwner(), 0L);
    }

    private @Nullable AccountState deposited(@Nullable AccountState account, Deposited event) {
        return account == null ? null : new AccountState(account.getOwner(), account.getBalance() + event.getAmount());
    }
}
