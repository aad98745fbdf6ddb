package dev.gregor.benchmarks.person;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** A read model that holds names in clear, by the id of the person, so that it is built again when one is forgotten. */
public final class LastVisits extends Projection<LastVisit> {

    /** Its name. */
    public static final String NAME = "last-visits";

    /** Made by the benchmark. */
    public LastVisits() {
        super(NAME, 1, LastVisit.class);
        on(SealedVisited.class, LastVisits::visited);
    }

    private static LastVisit visited(@Nullable LastVisit row, Event<SealedVisited> event) {
        return new LastVisit(event.data().getName(), row == null ? 1 : row.getVisits() + 1);
    }
}
