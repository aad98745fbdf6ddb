package dev.gregor.aggregate;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Folds one kind of event into the state. Must be pure, and must not refuse: the event has happened.
 *
 * @param <S> the class of the state
 * @param <E> the class of the event
 */
@FunctionalInterface
public interface Evolve<S extends SpecificRecord, E extends SpecificRecord> {

    /**
     * Answers the state after the event.
     *
     * @param state the state before; null if the aggregate did not exist
     * @return the state after; null if the event ends the aggregate
     */
    @Nullable
    S evolve(@Nullable S state, E event, EventContext context);
}
