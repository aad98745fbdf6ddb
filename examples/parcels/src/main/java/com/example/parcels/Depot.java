package com.example.parcels;

import static dev.gregor.aggregate.Decision.events;

import dev.gregor.aggregate.AggregateRoot;

/** A depot, with its address. */
public final class Depot extends AggregateRoot<DepotState> {

    /** Declares what a depot does. */
    public Depot() {
        super("depot", DepotState.class);

        command(
                "open.v1",
                Open.class,
                ifAbsent(command -> events(new Opened(command.getAddress())), "open", "The depot is open"));
        command(
                "relocate.v1",
                Relocate.class,
                ifExists(
                        (depot, command) -> events(new Relocated(command.getAddress())),
                        "unknown",
                        "Open the depot first"));

        event("opened.v1", Opened.class, (depot, event) -> new DepotState(event.getAddress()));
        event("relocated.v1", Relocated.class, (depot, event) -> new DepotState(event.getAddress()));
    }
}
