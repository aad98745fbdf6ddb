package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.account.Account;
import dev.gregor.benchmarks.account.Deposited;
import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** The read model that is rebuilt: each account, by its id. */
final class AccountRows extends Projection<Account> {

    static final String NAME = "account-rows";

    AccountRows() {
        super(NAME, 1, Account.class);
        on(Deposited.class, AccountRows::deposited);
    }

    private static Account deposited(@Nullable Account row, Event<Deposited> event) {
        Deposited deposit = event.data();
        return row == null
                ? new Account(deposit.getAmount(), 1L, deposit.getReference())
                : new Account(row.getBalance() + deposit.getAmount(), row.getDeposits() + 1, deposit.getReference());
    }
}
