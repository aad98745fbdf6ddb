package dev.gregor.event.log;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.message.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the recorded events of aggregates, and the state of an aggregate at any version or time.
 * {@code Gregor.events()} is the typed form of it. Only committed events are returned; an event that was committed a
 * moment ago may not be there yet.
 *
 * <pre>{@code
 * List<Event<?>> firstTen = events.events("bank-account", "42", 1, 10);
 * Optional<AggregateState<?>> yesterday = events.stateAt("bank-account", "42", Instant.now().minus(1, ChronoUnit.DAYS));
 * }</pre>
 *
 * <p>Thread-safe. Calls read from disk and may block. They change nothing, and throw
 * {@link dev.gregor.failure.TransientException} if the aggregate cannot be read at present, so that the same call may
 * succeed later, and {@link UnreadableEventException} if an event cannot be decoded.
 */
public interface EventStore {

    /**
     * Returns events of one aggregate, oldest first. A recorded event that an upcast replaces by several is returned as several
     * events with one version.
     *
     * @param from the version of the first event, 1 or more
     * @param limit the largest number of versions to return
     * @return the events; empty if the aggregate has none from this version on
     */
    List<Event<?>> events(String aggregateType, String aggregateId, long from, int limit);

    /** Returns the version of an aggregate, which is that of its last event; 0 if it has no event. */
    long version(String aggregateType, String aggregateId);

    /** Returns an aggregate as of its last event; empty if it has none. */
    Optional<AggregateState<?>> state(String aggregateType, String aggregateId);

    /** Returns an aggregate right after the event with this version; empty if it has no such event. */
    Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, long version);

    /** Returns an aggregate after the last event that was decided at this time or before; empty if there was none. */
    Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, Instant time);
}
