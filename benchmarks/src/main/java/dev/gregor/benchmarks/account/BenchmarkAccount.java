package dev.gregor.benchmarks.account;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import org.jspecify.annotations.Nullable;

/** The account of the workload: each deposit is one event. */
public final class BenchmarkAccount extends AggregateRoot<Account> {

    /** The aggregate type. */
    public static final String TYPE = "account";

    /** Made by the application. */
    public BenchmarkAccount() {
        super(TYPE, Account.class);
        command("deposit.v1", Deposit.class, this::deposit, Deposited.class);
        event("deposited.v1", Deposited.class, this::deposited);
    }

    private Decision deposit(@Nullable Account account, Deposit command) {
        return command.getAmount() > 0
                ? Decision.events(new Deposited(command.getAmount(), command.getReference()))
                : Decision.reject("invalid-amount", command.getAmount() + " is not positive");
    }

    private Account deposited(@Nullable Account account, Deposited event) {
        return account == null
                ? new Account(event.getAmount(), 1L, event.getReference())
                : new Account(
                        account.getBalance() + event.getAmount(), account.getDeposits() + 1, event.getReference());
    }
}
