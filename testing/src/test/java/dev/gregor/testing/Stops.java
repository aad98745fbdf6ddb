package dev.gregor.testing;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import dev.gregor.projection.Window;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.StopsRow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where parcels stopped, by the depot that they came from and a window, in the order in which events are applied. */
final class Stops extends Projection<StopsRow> {

    private Stops(Window window) {
        super("stops", 1, StopsRow.class);
        on(Moved.class, event -> event.data().getFrom(), window, Stops::add);
    }

    static Stops tumbling() {
        return new Stops(tumbling(Duration.ofHours(1)));
    }

    static Stops keptFor(Duration retention) {
        return new Stops(tumbling(Duration.ofHours(1)).keptFor(retention));
    }

    static Stops hopping() {
        return new Stops(hopping(Duration.ofHours(1), Duration.ofMinutes(30)));
    }

    static Stops sliding() {
        return new Stops(sliding(Duration.ofHours(1)));
    }

    static Stops sessions() {
        return new Stops(session(Duration.ofMinutes(30)));
    }

    static Stops sessionsKeptFor(Duration retention) {
        return new Stops(session(Duration.ofMinutes(30)).keptFor(retention));
    }

    private static StopsRow add(@Nullable StopsRow row, Event<Moved> event) {
        return new StopsRow(
                (row == null ? "" : row.getStops() + ' ') + event.data().getTo());
    }
}
