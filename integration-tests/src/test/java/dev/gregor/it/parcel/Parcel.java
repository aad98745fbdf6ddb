package dev.gregor.it.parcel;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One aggregate type as three releases of a program define it. */
public abstract sealed class Parcel extends AggregateRoot<ParcelState> {

    Parcel(LongFunction<SpecificRecord> moved, Class<? extends SpecificRecord> movedClass) {
        super("parcel", ParcelState.class);
        command("send.v1", Send.class, (state, send) -> Decision.events(new Sent(send.getTo())), Sent.class);
        command("move.v1", Move.class, (state, move) -> Decision.events(moved.apply(move.getMetres())), movedClass);
        command("inspect.v1", Inspect.class, (state, inspect) -> Decision.reject("inspected", String.valueOf(state)));
    }

    static ParcelState sent(@Nullable ParcelState state, Sent event) {
        return new ParcelState(event.getTo(), 0L, 0);
    }

    static ParcelState moved(@Nullable ParcelState state, long metres, int minutes) {
        ParcelState before = Objects.requireNonNull(state);
        return new ParcelState(before.getTo(), before.getMetres() + metres, before.getMinutes() + minutes);
    }

    /** The first release. */
    public static final class First extends Parcel {

        /** Kilometres as text. */
        public First() {
            super(metres -> new Moved1(Long.toString(metres / 1000)), Moved1.class);
            event("posted.v1", Sent.class, Parcel::sent);
            event(
                    "moved.v1",
                    Moved1.class,
                    (state, event) -> moved(state, 1000 * Long.parseLong(event.getKilometres()), 0));
        }
    }

    /** The second release. */
    public static final class Second extends Parcel {

        /** Metres, and the pause after. */
        public Second() {
            super(metres -> new Moved2(metres, 2), Moved2.class);
            event("posted.v1", Sent.class, Parcel::sent);
            event("moved.v2", Moved2.class, (state, event) -> moved(state, event.getMetres(), event.getPauseMinutes()));
            upcast("moved.v1", Moved1.class, Moved2.class, Second::toMetres);
        }

        static Moved2 toMetres(Moved1 old) {
            return new Moved2(1000 * Long.parseLong(old.getKilometres()), 0);
        }
    }

    /** The third release. */
    public static final class Third extends Parcel {

        /** Two events, one of them with another name. */
        public Third() {
            super(Moved::new, Moved.class);
            event("sent.v1", Sent.class, Parcel::sent);
            event("moved.v3", Moved.class, (state, event) -> moved(state, event.getMetres(), 0));
            event("paused.v1", Paused.class, (state, event) -> moved(state, 0, event.getMinutes()));
            renamed("posted.v1", Sent.class);
            upcast("moved.v1", Moved1.class, Moved2.class, Second::toMetres);
            upcast("moved.v2", Moved2.class, Third::toMoveAndPause, Moved.class, Paused.class);
        }

        private static List<SpecificRecord> toMoveAndPause(Moved2 old) {
            return List.of(new Moved(old.getMetres()), new Paused(old.getPauseMinutes()));
        }
    }
}
