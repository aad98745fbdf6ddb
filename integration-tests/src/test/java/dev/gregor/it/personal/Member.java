package dev.gregor.it.personal;

import static dev.gregor.aggregate.Decision.events;
import static dev.gregor.aggregate.Decision.reject;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import org.jspecify.annotations.Nullable;

/** Somebody with a name that changes. */
public final class Member extends AggregateRoot<MemberState> {

    public Member() {
        super("member", MemberState.class);
        command("join.v1", Join.class, this::join, Joined.class);
        command(
                "rename.v1",
                Rename.class,
                (state, rename) -> events(new Renamed(rename.getMemberId(), rename.getName())),
                Renamed.class);
        command(
                "leave.v1",
                Leave.class,
                (state, leave) ->
                        events(new Left(leave.getMemberId(), "Bye " + (state == null ? "" : state.getName()))),
                Left.class);
        event("left.v1", Left.class, (state, event) -> state);
        event("joined.v2", Joined.class, (state, event) -> new MemberState(event.getMemberId(), event.getName(), 1));
        event("renamed.v1", Renamed.class, Member::withName);
        upcast("joined.v1", JoinedOnce.class, Joined.class, Member::today);
    }

    private Decision join(@Nullable MemberState state, Join join) {
        return state == null
                ? events(new Joined(join.getMemberId(), join.getName()))
                : reject("member-exists", "There is such a member");
    }

    private static MemberState withName(@Nullable MemberState state, Renamed event) {
        return new MemberState(event.getMemberId(), event.getName(), state == null ? 1 : state.getNames() + 1);
    }

    private static Joined today(JoinedOnce old) {
        return new Joined(old.getMemberId(), old.getFullName() == null ? "unnamed" : old.getFullName());
    }
}
