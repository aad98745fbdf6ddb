package dev.gregor.event.log;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.failure.PermanentException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds the events of one aggregate up to a version, from the last kept state before. */
final class EventFold<S extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(EventFold.class);

    private final AggregateDefinition<S> definition;
    private final EventReader reader;
    private final AvroCodec codec;
    private final String eventsTopic;
    private final String stateTopic;

    EventFold(AggregateDefinition<S> definition, EventLog log) {
        this.definition = definition;
        this.reader = log.reader();
        this.codec = log.codec();
        this.eventsTopic = log.topics().events(definition.type());
        this.stateTopic = log.topics().snapshots(definition.type(), definition.stateSchema());
    }

    /** The aggregate right after its last event with this version or before; the empty one if it has none. */
    AggregateState<S> fold(
            ReadOnlyKeyValueStore<Bytes, byte[]> states,
            ReadOnlyKeyValueStore<Bytes, byte[]> events,
            String aggregateId,
            long version) {
        AggregateState<S> state = lastState(states, aggregateId, version);
        if (state.version() >= version) {
            return state;
        }
        Bytes from = LoggedEvent.key(aggregateId, state.version() + 1);
        try (var range = events.range(from, LoggedEvent.key(aggregateId, version))) {
            while (range.hasNext()) {
                LoggedEvent logged = LoggedEvent.decode(aggregateId, 0, range.next().value);
                state = apply(aggregateId, state, logged);
            }
        }
        return state;
    }

    /** The version of the last kept state at this version or before; 0 if there is none. */
    long lastStateVersion(ReadOnlyKeyValueStore<Bytes, byte[]> states, String aggregateId, long version) {
        try (KeyValueIterator<Bytes, byte[]> newestFirst =
                states.reverseRange(LoggedEvent.key(aggregateId, 0), LoggedEvent.key(aggregateId, version))) {
            return newestFirst.hasNext() ? LoggedEvent.version(newestFirst.peekNextKey()) : 0;
        }
    }

    private AggregateState<S> lastState(ReadOnlyKeyValueStore<Bytes, byte[]> states, String aggregateId, long version) {
        Bytes from = LoggedEvent.key(aggregateId, 0);
        try (KeyValueIterator<Bytes, byte[]> newestFirst =
                states.reverseRange(from, LoggedEvent.key(aggregateId, version))) {
            while (newestFirst.hasNext()) {
                AggregateState<S> stored = decoded(aggregateId, newestFirst.next().value);
                if (stored != null) {
                    return stored;
                }
            }
            return AggregateState.none();
        }
    }

    /** Null if it cannot be read any more, or is of another version of the state: it may be thrown away, for the events are there. */
    private @Nullable AggregateState<S> decoded(String aggregateId, byte[] stored) {
        if (LoggedState.stateVersion(stored) != definition.stateVersion()) {
            return null;
        }
        try {
            return LoggedState.decode(stored, codec, stateTopic, definition.stateClass());
        } catch (PermanentException unreadable) {
            LOG.debug("A kept state of '{}' cannot be read: {}", aggregateId, unreadable.getMessage());
            return null;
        }
    }

    byte[] encoded(AggregateState<S> state) {
        return LoggedState.encode(state, definition.stateVersion(), codec, stateTopic);
    }

    private AggregateState<S> apply(String aggregateId, AggregateState<S> state, LoggedEvent logged) {
        List<SpecificRecord> current = reader.data(eventsTopic, logged.metadata(), logged.data());
        try {
            return definition.evolve(
                    aggregateId, state, current, logged.metadata().time());
        } catch (RuntimeException | StackOverflowError e) {
            throw UnreadableEventException.of(logged.metadata(), "cannot be applied", e);
        }
    }
}
