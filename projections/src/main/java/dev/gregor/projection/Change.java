package dev.gregor.projection;

import dev.gregor.message.Event;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What an event makes of a row. Pure: no clock, no random, no I/O, and called from several threads; the time is in the
 * event.
 *
 * <p>An event whose change throws is parked with all that follow under its key, tried again after 1, 10 and 60 seconds, and
 * then waits for somebody to retry or discard it; other keys go on. A {@link dev.gregor.failure.TransientException} says
 * that the event is not to blame: the whole read model waits until it passes.
 *
 * @param <R> the class of the row
 * @param <E> the class of the event
 */
@FunctionalInterface
public interface Change<R extends SpecificRecord, E extends SpecificRecord> {

    /**
     * The row after the event.
     *
     * @param row the row before the event; null if there is none
     * @return null to delete the row
     */
    @Nullable
    R apply(@Nullable R row, Event<E> event);
}
