package dev.gregor.bank;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many accounts each owner has, and how many there are in all. */
public final class AccountsByOwner extends Projection<CountRow> {

    public static final String ALL = "*";

    public AccountsByOwner() {
        super("accounts-by-owner", 1, CountRow.class);
        on(Opened.class, event -> event.data().getOwner(), AccountsByOwner::increment);
        onEach(Opened.class, event -> List.of(ALL), AccountsByOwner::increment);
        onEach(Closed.class, event -> List.of(event.data().getOwner(), ALL), AccountsByOwner::decrement);
    }

    static CountRow increment(@Nullable CountRow row, Event<?> event) {
        return new CountRow(row == null ? 1 : row.getCount() + 1);
    }

    private static @Nullable CountRow decrement(@Nullable CountRow row, Event<?> event) {
        return row == null || row.getCount() == 1 ? null : new CountRow(row.getCount() - 1);
    }
}
