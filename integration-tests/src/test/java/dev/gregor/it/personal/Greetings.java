package dev.gregor.it.personal;

import dev.gregor.projection.Projection;

/** What members are told, with their names in clear. */
public final class Greetings extends Projection<GreetingRow> {

    public Greetings() {
        super("greetings", 1, GreetingRow.class);
        on(Joined.class, (row, event) -> new GreetingRow("Hello " + event.data().getName()));
        on(
                Renamed.class,
                (row, event) -> new GreetingRow("Hello " + event.data().getName()));
    }
}
