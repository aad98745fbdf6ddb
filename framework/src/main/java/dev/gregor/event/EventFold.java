package dev.gregor.event;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Folds the events of one aggregate up to a version, from the last kept state before. */
final class EventFold<S extends SpecificRecord> {

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
        this.stateTopic = log.topics().state(definition.type());
    }

    /** The aggregate right after its last event with this version or before; the empty one if it has none. */
    AggregateState<S> fold(
            ReadOnlyKeyValueStore<Bytes, byte[]> states,
            ReadOnlyKeyValueStore<Bytes, byte[]> events,
            String aggregateId,
            long version) {
        AggregateState<S> state = lastKept(states, aggregateId, version);
        if (state.version() >= version) {
            return state;
        }
        Bytes from = LoggedEvent.key(aggregateId, state.version() + 1);
        try (var range = events.range(from, LoggedEvent.key(aggregateId, version))) {
            while (range.hasNext()) {
                LoggedEvent logged = LoggedEvent.decode(aggregateId, 0, range.next().value);
                state = definition.evolve(
                        aggregateId, state, present(logged), logged.metadata().time());
            }
        }
        return state;
    }

    private AggregateState<S> lastKept(ReadOnlyKeyValueStore<Bytes, byte[]> states, String aggregateId, long version) {
        Bytes from = LoggedEvent.key(aggregateId, 0);
        try (KeyValueIterator<Bytes, byte[]> newestFirst =
                states.reverseRange(from, LoggedEvent.key(aggregateId, version))) {
            return newestFirst.hasNext()
                    ? LoggedState.decode(newestFirst.next().value, codec, stateTopic, definition.stateClass())
                    : AggregateState.none();
        }
    }

    private List<SpecificRecord> present(LoggedEvent logged) {
        return reader.data(eventsTopic, logged.metadata().type().toString(), logged.data());
    }
}
