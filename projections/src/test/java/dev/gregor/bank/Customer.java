package dev.gregor.bank;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;

/** A customer, known by name; the owner of accounts. */
public final class Customer extends AggregateRoot<CustomerState> {

    public Customer() {
        super("customer", CustomerState.class);
        command(
                "register.v1",
                Register.class,
                (state, register) -> Decision.events(new Registered(register.getAddress())),
                Registered.class);
        event("registered.v1", Registered.class, (state, event) -> new CustomerState(event.getAddress()));
    }
}
