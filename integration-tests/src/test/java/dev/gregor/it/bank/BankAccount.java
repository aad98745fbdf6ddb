package dev.gregor.it.bank;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.aggregate.Decision;
import org.jspecify.annotations.Nullable;

public final class BankAccount extends AggregateRoot<AccountState> {

    private final long fee;

    public BankAccount() {
        this(0, 1);
    }

    /** Another generation of it, that folds a fee for each deposit into the state. */
    public BankAccount(long fee, int stateVersion) {
        super("bank-account", AccountState.class);
        this.fee = fee;
        stateVersion(stateVersion);
        command("open.v1", Open.class, this::open, Opened.class);
        command("deposit.v1", Deposit.class, this::deposit, Deposited.class);
        command("withdraw.v1", Withdraw.class, this::withdraw, Withdrawn.class);
        event("opened.v1", Opened.class, this::opened);
        event("deposited.v1", Deposited.class, this::deposited);
        event("withdrawn.v1", Withdrawn.class, this::withdrawn);
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

    private Decision withdraw(@Nullable AccountState account, Withdraw command) {
        if (account == null) {
            return Decision.reject("not-open", "The account is not open");
        }
        return account.getBalance() < command.getAmount()
                ? Decision.reject("overdrawn", "The balance of " + account.getOwner() + " is " + account.getBalance())
                : Decision.events(new Withdrawn(command.getAmount()));
    }

    private AccountState opened(@Nullable AccountState account, Opened event) {
        return new AccountState(event.getOwner(), 0L);
    }

    private @Nullable AccountState deposited(@Nullable AccountState account, Deposited event) {
        return account == null
                ? null
                : new AccountState(account.getOwner(), account.getBalance() + event.getAmount() - fee);
    }

    private @Nullable AccountState withdrawn(@Nullable AccountState account, Withdrawn event) {
        return account == null ? null : new AccountState(account.getOwner(), account.getBalance() - event.getAmount());
    }
}
