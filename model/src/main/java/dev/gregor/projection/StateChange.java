package dev.gregor.projection;

import dev.gregor.message.Event;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Computes a row after an event, like a {@link Change}, and is given the state of the event's aggregate too. Must be pure, and must change
 * neither of them.
 *
 * <pre>{@code
 * on(Moved.class, before(ParcelState.class, ParcelState::getDepot), (row, event, parcel) -> less(row, parcel.getWeight()));
 * }</pre>
 *
 * @param <R> the class of the row
 * @param <E> the class of the event
 * @param <S> the class of the state
 */
@FunctionalInterface
public interface StateChange<R extends SpecificRecord, E extends SpecificRecord, S extends SpecificRecord> {

    /**
     * Returns the row after the event.
     *
     * @param row the row before the event; null if there is none
     * @param state the state that the key was taken from
     * @return the new row; null to delete the row
     */
    @Nullable
    R apply(@Nullable R row, Event<E> event, S state);
}
