package dev.gregor.testing;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.testing.parcels.Booked;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.Detoured;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.ParcelState;
import dev.gregor.testing.parcels.Register;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.Weighed;
import java.util.List;

/** A parcel, which is in one depot after the other. */
final class Parcel extends AggregateRoot<ParcelState> {

    Parcel() {
        super("parcel", ParcelState.class);
        command(
                "register.v1",
                Register.class,
                (parcel, command) -> Decision.events(new Registered(command.getDepot())),
                Registered.class);
        event("registered.v1", Registered.class, (parcel, event) -> new ParcelState(event.getDepot()));
        event("moved.v1", Moved.class, (parcel, event) -> new ParcelState(event.getTo()));
        event("weighed.v1", Weighed.class, (parcel, event) -> parcel);
        event("delivered.v1", Delivered.class, (parcel, event) -> null);
        upcast("booked.v1", Booked.class, Registered.class, booked -> new Registered(booked.getCity()));
        upcast("detoured.v1", Detoured.class, Parcel::moves, Moved.class);
        renamed("shipped.v1", Moved.class);
    }

    private static List<Moved> moves(Detoured old) {
        return List.of(new Moved(old.getFrom(), old.getOver()), new Moved(old.getOver(), old.getTo()));
    }
}
