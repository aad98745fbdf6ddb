package dev.gregor.bank;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** An account, for its events and states. */
public final class BankAccount extends AggregateRoot<AccountState> {

    public BankAccount() {
        super("bank-account", AccountState.class);
        command("open.v1", Open.class, (state, open) -> Decision.events(new Opened(open.getOwner())), Opened.class);
        event("opened.v1", Opened.class, (state, event) -> new AccountState(event.getOwner(), 0L));
        event("deposited.v1", Deposited.class, BankAccount::deposited);
        event("audited.v1", Audited.class, (state, event) -> state);
        event("closed.v1", Closed.class, (state, event) -> null);
        upcast("opened-with-gift.v1", OpenedWithGift.class, BankAccount::split, Opened.class, Deposited.class);
    }

    private static AccountState deposited(@Nullable AccountState state, Deposited event) {
        AccountState open = Objects.requireNonNull(state);
        return new AccountState(open.getOwner(), open.getBalance() + event.getAmount());
    }

    private static List<SpecificRecord> split(OpenedWithGift old) {
        return List.of(new Opened(old.getOwner()), new Deposited(old.getAmount()));
    }
}
