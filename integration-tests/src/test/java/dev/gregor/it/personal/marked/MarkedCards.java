package dev.gregor.it.personal.marked;

import dev.gregor.it.personal.Joined;
import dev.gregor.it.personal.Renamed;
import dev.gregor.projection.Projection;

/** The cards of members, whose rows are sealed by now. */
public final class MarkedCards extends Projection<CardRow> {

    public MarkedCards(int version) {
        super("cards", version, CardRow.class);
        on(
                Joined.class,
                (row, event) -> card(event.data().getMemberId(), event.data().getName()));
        on(
                Renamed.class,
                (row, event) -> card(event.data().getMemberId(), event.data().getName()));
    }

    private static CardRow card(String id, String name) {
        return new CardRow(id, name, "Card of " + name);
    }
}
