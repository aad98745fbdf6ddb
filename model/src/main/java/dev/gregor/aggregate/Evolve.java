package dev.gregor.aggregate;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Computes the state after one kind of event. It must be pure: no clock, no random source, no input or output, no
 * change of the state or the event. It must accept every recorded event. Called by several threads, for live commands,
 * recovery and reads alike.
 *
 * <p>If it throws, a new event is not recorded and its command fails; an aggregate whose recorded events make it throw
 * cannot be read.
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
