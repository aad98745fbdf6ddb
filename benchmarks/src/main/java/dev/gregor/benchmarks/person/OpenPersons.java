package dev.gregor.benchmarks.person;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import org.jspecify.annotations.Nullable;

/** Persons whose fields nobody seals: each visit is one event. */
public final class OpenPersons extends AggregateRoot<Person> {

    /** The aggregate type. */
    public static final String TYPE = "person";

    /** Made by the benchmark. */
    public OpenPersons() {
        super(TYPE, Person.class);
        command("visit.v1", Visit.class, OpenPersons::visit, Visited.class);
        event("visited.v1", Visited.class, OpenPersons::visited);
    }

    private static Decision visit(@Nullable Person person, Visit command) {
        return Decision.events(new Visited(command.getPerson(), command.getName(), command.getPlace()));
    }

    private static Person visited(@Nullable Person person, Visited event) {
        long visits = person == null ? 1 : person.getVisits() + 1;
        return new Person(event.getPerson(), event.getName(), event.getPlace(), visits);
    }
}
