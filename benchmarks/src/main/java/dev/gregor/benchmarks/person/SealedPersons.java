package dev.gregor.benchmarks.person;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import org.jspecify.annotations.Nullable;

/** Persons whose name and place are sealed: each visit is one event. */
public final class SealedPersons extends AggregateRoot<SealedPerson> {

    /** The aggregate type. */
    public static final String TYPE = "sealed-person";

    /** Made by the benchmark. */
    public SealedPersons() {
        super(TYPE, SealedPerson.class);
        command("visit.v1", SealedVisit.class, SealedPersons::visit, SealedVisited.class);
        event("visited.v1", SealedVisited.class, SealedPersons::visited);
    }

    private static Decision visit(@Nullable SealedPerson person, SealedVisit command) {
        return Decision.events(new SealedVisited(command.getPerson(), command.getName(), command.getPlace()));
    }

    private static SealedPerson visited(@Nullable SealedPerson person, SealedVisited event) {
        long visits = person == null ? 1 : person.getVisits() + 1;
        return new SealedPerson(event.getPerson(), event.getName(), event.getPlace(), visits);
    }
}
