package dev.gregor.testing;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.aggregate.Decision;
import dev.gregor.aggregate.EventContext;
import dev.gregor.testing.bank.AccountState;
import dev.gregor.testing.bank.Audited;
import dev.gregor.testing.bank.Close;
import dev.gregor.testing.bank.Closed;
import dev.gregor.testing.bank.Deposit;
import dev.gregor.testing.bank.Deposited;
import dev.gregor.testing.bank.Open;
import dev.gregor.testing.bank.Opened;
import dev.gregor.testing.bank.OpenedWithGift;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** An aggregate that keeps all the rules. A deposit of nothing is accepted and leads to no event. */
final class BankAccount extends AggregateRoot<AccountState> {

    BankAccount() {
        super("bank-account", AccountState.class);
        command("open.v1", Open.class, this::open, Opened.class, Deposited.class);
        command("deposit.v1", Deposit.class, this::deposit, Deposited.class);
        command("close.v1", Close.class, (state, command) -> Decision.events(new Closed()), Closed.class);
        event("opened.v1", Opened.class, this::opened);
        event("deposited.v1", Deposited.class, this::deposited);
        event("closed.v1", Closed.class, (state, event) -> null);
        upcast("opened-with-gift.v1", OpenedWithGift.class, BankAccount::split, Opened.class, Deposited.class);
        upcast("audited.v1", Audited.class, event -> List.of());
        renamed("paid-in.v1", Deposited.class);
    }

    private static List<SpecificRecord> split(OpenedWithGift old) {
        return List.of(new Opened(old.getOwner()), new Deposited(old.getAmount()));
    }

    private Decision open(@Nullable AccountState account, Open command, CommandContext context) {
        return account == null
                ? Decision.events(new Opened(command.getOwner()), new Deposited(1L))
                : Decision.reject("already-open", context.aggregateId() + " belongs to " + account.getOwner());
    }

    private Decision deposit(@Nullable AccountState account, Deposit command) {
        if (account == null) {
            return Decision.reject("not-open", "Open the account first");
        }
        return command.getAmount() == 0 ? Decision.events() : Decision.events(new Deposited(command.getAmount()));
    }

    private AccountState opened(@Nullable AccountState account, Opened event, EventContext context) {
        return new AccountState(event.getOwner(), 0L, context.time(), null);
    }

    private AccountState deposited(@Nullable AccountState account, Deposited event, EventContext context) {
        AccountState.Builder next = AccountState.newBuilder(account);
        return next.setBalance(next.getBalance() + event.getAmount())
                .setLastDepositAt(context.time())
                .build();
    }
}
