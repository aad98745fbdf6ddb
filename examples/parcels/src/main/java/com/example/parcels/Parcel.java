package com.example.parcels;

import static dev.gregor.aggregate.Decision.events;
import static dev.gregor.aggregate.Decision.reject;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A parcel, from its registration to its delivery. */
public final class Parcel extends AggregateRoot<ParcelState> {

    /** Declares what a parcel does. */
    public Parcel() {
        super("parcel", ParcelState.class);

        command("register.v1", Register.class, ifAbsent(this::register, "registered", "The parcel is registered"));
        command("hand-over.v1", HandOver.class, ifExists(this::handOver, "unknown", "Register the parcel first"));
        command("deliver.v1", Deliver.class, ifExists(this::deliver, "unknown", "Register the parcel first"));

        event("registered.v1", Registered.class, (parcel, event) -> new ParcelState(Status.REGISTERED, null));
        event("arrived.v1", Arrived.class, (parcel, event) -> new ParcelState(Status.AT_DEPOT, event.getDepot()));
        event("left.v1", Left.class, (parcel, event) -> new ParcelState(Status.ON_THE_WAY, null));
        event("delivered.v1", Delivered.class, (parcel, event) -> new ParcelState(Status.DELIVERED, null));

        renamed("announced.v1", Registered.class);
        upcast("handed-over.v1", HandedOver.class, old -> moved(old.getFrom(), old.getDepot()), Left.class, Arrived.class);
    }

    private Decision register(Register command) {
        return events(new Registered(command.getRecipient(), command.getCity(), "desk"));
    }

    private Decision handOver(ParcelState parcel, HandOver command) {
        return parcel.getStatus() == Status.DELIVERED
                ? reject("delivered", "A parcel that is delivered stays where it is")
                : events(moved(parcel.getDepot(), command.getDepot()));
    }

    private Decision deliver(ParcelState parcel, Deliver command) {
        String depot = parcel.getDepot();
        return depot == null
                ? reject("not-at-depot", "The parcel is " + parcel.getStatus() + ", not at a depot")
                : events(new Delivered(depot, command.getSignature()));
    }

    private static List<SpecificRecord> moved(@Nullable String from, String to) {
        List<SpecificRecord> events = new ArrayList<>();
        if (from != null) {
            events.add(new Left(from));
        }
        events.add(new Arrived(to));
        return events;
    }
}
