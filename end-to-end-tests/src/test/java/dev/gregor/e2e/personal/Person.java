package dev.gregor.e2e.personal;

import static dev.gregor.aggregate.Decision.events;

import dev.gregor.aggregate.AggregateRoot;

/** A person with a name and an address. */
public final class Person extends AggregateRoot<PersonState> {

    public Person() {
        super("person", PersonState.class);
        command(
                "register.v1",
                Register.class,
                (state, register) ->
                        events(new Registered(register.getPersonId(), register.getName(), register.getAddress())),
                Registered.class);
        event(
                "registered.v1",
                Registered.class,
                (state, event) -> new PersonState(event.getPersonId(), event.getName(), event.getAddress()));
    }
}
