package dev.gregor.projection;

import dev.gregor.message.Event;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Computes a row after an event. Must be pure: no clock, no random source, no input or output; the time is in the event. Called by
 * several threads.
 *
 * <p>If a change throws, the event and all later events of its key are parked. The event is tried again after 1, 10 and 60 seconds,
 * and then waits until somebody retries or discards it; other keys go on. If the change throws a
 * {@link dev.gregor.failure.TransientException}, the event is not parked: the whole read model waits and tries it again.
 *
 * @param <R> the class of the row
 * @param <E> the class of the event
 */
@FunctionalInterface
public interface Change<R extends SpecificRecord, E extends SpecificRecord> {

    /**
     * Returns the row after the event.
     *
     * @param row the row before the event; null if there is none
     * @return the new row; null to delete the row
     */
    @Nullable
    R apply(@Nullable R row, Event<E> event);
}
