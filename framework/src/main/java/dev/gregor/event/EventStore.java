package dev.gregor.event;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.message.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The recorded events of aggregates, and what the aggregates were at any version and time. Answers from committed events
 * only.
 */
public interface EventStore {

    /**
     * Some events of one aggregate, oldest first. A recorded event that is several today gives several with one version.
     *
     * @param from the version of the first event
     * @param limit how many versions at the most
     * @return empty if there are none from there on
     */
    List<Event<?>> events(String aggregateType, String aggregateId, long from, int limit);

    /** The version of an aggregate, which is that of its last event; 0 if it has none. */
    long version(String aggregateType, String aggregateId);

    /** An aggregate as its last event left it; empty if it has no event. */
    Optional<AggregateState<?>> state(String aggregateType, String aggregateId);

    /** An aggregate right after the event with this version; empty if it has no such event. */
    Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, long version);

    /** An aggregate at a time: after the last event that was decided then or before; empty if there was none. */
    Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, Instant time);
}
