package dev.gregor.it.personal.open;

import static dev.gregor.aggregate.Decision.events;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.it.personal.Join;
import dev.gregor.it.personal.Joined;

/** A member as it was before its name was marked in the state. */
public final class OpenMember extends AggregateRoot<MemberState> {

    public OpenMember() {
        super("member", MemberState.class);
        command(
                "join.v1",
                Join.class,
                (state, join) -> events(new Joined(join.getMemberId(), join.getName())),
                Joined.class);
        event("joined.v2", Joined.class, (state, event) -> new MemberState(event.getMemberId(), event.getName(), 1));
    }
}
