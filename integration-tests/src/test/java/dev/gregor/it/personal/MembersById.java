package dev.gregor.it.personal;

import dev.gregor.projection.Projection;

/** Members, whose names are sealed. */
public final class MembersById extends Projection<MemberRow> {

    public MembersById() {
        super("members-by-id", 1, MemberRow.class);
        on(
                Joined.class,
                (row, event) ->
                        new MemberRow(event.data().getMemberId(), event.data().getName()));
        on(
                Renamed.class,
                (row, event) ->
                        new MemberRow(event.data().getMemberId(), event.data().getName()));
    }
}
