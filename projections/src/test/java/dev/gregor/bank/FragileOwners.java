package dev.gregor.bank;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.util.List;
import java.util.function.Consumer;

/** Openings by owner and in all; finding the owner and counting each pass a fault that a test may switch on. */
public final class FragileOwners extends Projection<CountRow> {

    public FragileOwners(Consumer<Event<Opened>> keying, Consumer<Event<Opened>> counting) {
        super("fragile-owners", 1, CountRow.class);
        on(
                Opened.class,
                event -> {
                    keying.accept(event);
                    return event.data().getOwner();
                },
                (row, event) -> {
                    counting.accept(event);
                    return AccountsByOwner.increment(row, event);
                });
        onEach(Opened.class, event -> List.of(AccountsByOwner.ALL), AccountsByOwner::increment);
    }
}
