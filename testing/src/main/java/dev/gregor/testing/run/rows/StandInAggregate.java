package dev.gregor.testing.run.rows;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.testing.substitute.Look;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Gives logical types to the events of a read model that no aggregate of the test evolves by. */
final class StandInAggregate extends AggregateRoot<Look> {

    private final Map<String, Integer> names = new HashMap<>();

    StandInAggregate(Collection<Class<? extends SpecificRecord>> events) {
        super("aggregate", Look.class);
        command("look.v1", Look.class, (state, look) -> Decision.events());
        events.forEach(this::add);
    }

    private <E extends SpecificRecord> void add(Class<E> event) {
        String name = kebab(event.getSimpleName());
        event(name + ".v" + names.merge(name, 1, Integer::sum), event, (state, message) -> state);
    }

    /** {@code UserRegistered} is {@code user-registered}. */
    private static String kebab(String name) {
        String words = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9-]", "-");
        return words.matches("[a-z].{0,62}") ? words : "event";
    }
}
