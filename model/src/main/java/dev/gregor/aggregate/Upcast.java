package dev.gregor.aggregate;

import dev.gregor.failure.PermanentException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * What has become of an event that the aggregate no longer evolves by.
 *
 * @param old the class that carries the old event
 * @param function makes the events that it is now
 * @param into the classes of those
 */
record Upcast<O extends SpecificRecord>(
        Class<O> old,
        Function<O, ? extends List<? extends SpecificRecord>> function,
        Set<Class<? extends SpecificRecord>> into) {

    List<? extends SpecificRecord> apply(SpecificRecord event) {
        List<? extends SpecificRecord> events;
        try {
            events = List.copyOf(function.apply(old.cast(event)));
        } catch (RuntimeException e) {
            throw new PermanentException("The upcaster of %s failed on %s: %s".formatted(old.getName(), event, e), e);
        }
        events.forEach(this::requireDeclared);
        return events;
    }

    private void requireDeclared(SpecificRecord event) {
        if (!into.contains(event.getClass())) {
            throw new DefinitionException(
                    "The upcaster of %s made a %s but declares %s; add the class to its upcast(...)"
                            .formatted(old.getName(), event.getClass().getName(), DefinitionBuilder.simpleNames(into)));
        }
    }
}
