package dev.gregor.aggregate;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Computes the state after one kind of event. Must be pure, and must accept every event, for it has happened.
 *
 * @param <S> the class of the state
 * @param <E> the class of the event
 */
@FunctionalInterface
public interface Evolve<S extends SpecificRecord, E extends SpecificRecord> {

    /**
     * Returns the state after the event.
     *
     * @param state the state before; null if the aggregate did not exist
     * @return the state after; null if the event ends the aggregate
     */
    @Nullable
    S evolve(@Nullable S state, E event, EventContext context);
}
