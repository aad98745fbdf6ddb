package dev.gregor.snapshot;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.topic.Topics;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Folds the recorded events of one aggregate type, and makes snapshots of what comes of it. Thread-safe. */
final class Folding<S extends SpecificRecord> {

    private final AggregateDefinition<S> definition;
    private final AvroCodec codec;
    private final EventReader reader;
    private final String eventsTopic;
    private final String stateTopic;

    Folding(AggregateDefinition<S> definition, AvroCodec codec, Topics topics) {
        this.definition = definition;
        this.codec = codec;
        this.reader = new EventReader(EventCatalog.of(List.of(definition)), codec);
        this.eventsTopic = topics.events(definition.type());
        this.stateTopic = topics.snapshots(definition.type(), definition.stateSchema());
    }

    String eventsTopic() {
        return eventsTopic;
    }

    /** The aggregate after one more event. */
    Folded<S> then(Folded<S> before, String aggregateId, TailEvent event) {
        List<SpecificRecord> present = reader.data(eventsTopic, event.type(), event.value());
        return before.then(definition, aggregateId, present, Instant.ofEpochMilli(event.timeMillis()));
    }

    Snapshot snapshot(Folded<S> folded) {
        AggregateState<S> at = folded.state();
        S state = at.state();
        byte[] encoded = state == null ? new byte[0] : codec.encode(stateTopic, state);
        return new Snapshot(
                at.version(), at.time().toEpochMilli(), folded.last().encode(), encoded);
    }

    /**
     * What a snapshot was made of.
     *
     * @throws UnreadableSnapshotException if that cannot be known any more
     */
    Folded<S> folded(Snapshot snapshot) {
        try {
            S state = snapshot.state().length == 0
                    ? null
                    : codec.decode(stateTopic, snapshot.state(), definition.stateClass());
            Instant time = Instant.ofEpochMilli(snapshot.timeMillis());
            EventVersions last = EventVersions.decode(ByteBuffer.wrap(snapshot.last()), definition);
            return new Folded<>(new AggregateState<>(snapshot.version(), time, state), last);
        } catch (PermanentException | IllegalArgumentException | BufferUnderflowException e) {
            throw new UnreadableSnapshotException(String.valueOf(e.getMessage()), e);
        }
    }
}
