package dev.gregor.bank;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** An account, for the names of its events. */
public final class BankAccount extends AggregateRoot<AccountState> {

    public BankAccount() {
        super("bank-account", AccountState.class);
        command("open.v1", Open.class, (state, open) -> Decision.events(new Opened(open.getOwner())), Opened.class);
        event("opened.v1", Opened.class, (state, event) -> state);
        event("deposited.v1", Deposited.class, (state, event) -> state);
        event("audited.v1", Audited.class, (state, event) -> state);
        event("closed.v1", Closed.class, (state, event) -> state);
        upcast("opened-with-gift.v1", OpenedWithGift.class, BankAccount::split, Opened.class, Deposited.class);
    }

    private static List<SpecificRecord> split(OpenedWithGift old) {
        return List.of(new Opened(old.getOwner()), new Deposited(old.getAmount()));
    }
}
