package dev.gregor.e2e.personal;

import dev.gregor.projection.Projection;

/** Persons, sealed as their events are. */
public final class PersonsById extends Projection<PersonRow> {

    public PersonsById() {
        super("persons-by-id", 1, PersonRow.class);
        on(
                Registered.class,
                (row, event) -> new PersonRow(
                        event.data().getPersonId(),
                        event.data().getName(),
                        event.data().getAddress()));
    }
}
