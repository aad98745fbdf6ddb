package dev.gregor.e2e.views;

import com.example.bank.Deposited;
import com.example.bank.Opened;
import com.example.bank.OwnerRow;
import com.example.bank.Withdrawn;
import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** The balance of each account, keyed as the events are; the field of the row is the number of cents. */
public final class CentsByAccount extends Projection<OwnerRow> {

    /** Defines the read model. */
    public CentsByAccount() {
        super("cents-by-account", 1, OwnerRow.class);
        on(Opened.class, (row, event) -> new OwnerRow(0L));
        on(
                Deposited.class,
                (@Nullable OwnerRow row, Event<Deposited> event) ->
                        plus(row, event.data().getCents()));
        on(
                Withdrawn.class,
                (@Nullable OwnerRow row, Event<Withdrawn> event) ->
                        plus(row, -event.data().getCents()));
    }

    private static OwnerRow plus(@Nullable OwnerRow row, long cents) {
        return new OwnerRow((row == null ? 0L : row.getAccounts()) + cents);
    }
}
