package dev.gregor.it.personal;

import dev.gregor.projection.Projection;

/** Members, with their names sealed in one field and in clear in another. */
public final class Cards extends Projection<CardRow> {

    public Cards() {
        super("cards", 1, CardRow.class);
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
