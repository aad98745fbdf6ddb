package dev.gregor.testing;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.testing.contract.Cleared;
import dev.gregor.testing.contract.Count;
import dev.gregor.testing.contract.Counted;
import dev.gregor.testing.contract.TallyState;

/** A sum that grows until it is cleared: the aggregate by which contracts of stores are tested. */
final class Tally extends AggregateRoot<TallyState> {

    Tally() {
        super("tally", TallyState.class);
        command(
                "count.v1",
                Count.class,
                (tally, count) -> Decision.events(new Counted(count.getAmount())),
                Counted.class);
        event(
                "counted.v1",
                Counted.class,
                (tally, counted) -> new TallyState((tally == null ? 0 : tally.getTotal()) + counted.getAmount()));
        event("cleared.v1", Cleared.class, (tally, cleared) -> null);
    }
}
