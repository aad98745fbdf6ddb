package dev.gregor.projection;

import dev.gregor.message.Event;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What an event makes of a row. Pure: no clock, no random, no I/O, and called from several threads; the time is in the
 * event.
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
