package dev.gregor.testing;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.testing.parcels.Closed;
import dev.gregor.testing.parcels.DepotState;
import dev.gregor.testing.parcels.Open;
import dev.gregor.testing.parcels.Opened;
import dev.gregor.testing.parcels.Relocated;

/** A depot, which parcels are in. */
final class Depot extends AggregateRoot<DepotState> {

    Depot() {
        super("depot", DepotState.class);
        command(
                "open.v1",
                Open.class,
                (depot, command) -> Decision.events(new Opened(command.getAddress())),
                Opened.class);
        event("opened.v1", Opened.class, (depot, event) -> new DepotState(event.getAddress()));
        event("relocated.v1", Relocated.class, (depot, event) -> new DepotState(event.getAddress()));
        event("closed.v1", Closed.class, (depot, event) -> null);
    }
}
