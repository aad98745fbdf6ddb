package dev.gregor.snapshot;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.EventMetadata;
import dev.gregor.topic.Topics;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Folds the recorded events of one aggregate type, and encodes the result as a snapshot. Thread-safe. */
public final class AggregateFold<S extends SpecificRecord> {

    private final AggregateDefinition<S> definition;
    private final AvroCodec codec;
    private final EventReader reader;
    private final String eventsTopic;
    private final String stateTopic;

    /** Folds events of this type. */
    public AggregateFold(AggregateDefinition<S> definition, AvroCodec codec, Topics topics) {
        this.definition = definition;
        this.codec = codec;
        this.reader = new EventReader(EventCatalog.of(List.of(definition)), codec);
        this.eventsTopic = topics.events(definition.type());
        this.stateTopic = topics.snapshots(definition.type(), definition.stateSchema());
    }

    String eventsTopic() {
        return eventsTopic;
    }

    /**
     * The aggregate after one more event.
     *
     * @throws PermanentException if the event cannot be read
     */
    public FoldResult<S> apply(FoldResult<S> before, EventMetadata event, byte[] value) {
        List<SpecificRecord> events = reader.data(eventsTopic, event.type().toString(), value);
        return before.apply(definition, event.aggregateId(), events, event.time());
    }

    FoldResult<S> apply(FoldResult<S> before, String aggregateId, TailEvent event) {
        List<SpecificRecord> events = reader.data(eventsTopic, event.type(), event.value());
        return before.apply(definition, aggregateId, events, Instant.ofEpochMilli(event.timeMillis()));
    }

    /** The key under which the store has the snapshot of an aggregate. */
    public static byte[] snapshotKey(String aggregateId) {
        return SnapshotAndTail.snapshotKey(aggregateId).get();
    }

    /** The id of the aggregate that a key of the store belongs to. */
    public static String aggregateId(byte[] storeKey) {
        return SnapshotAndTail.aggregateId(storeKey);
    }

    /** The version that such a record of the store is about; of a snapshot that cannot be read, any. */
    public static long version(byte[] storeKey, byte[] value) {
        try {
            return SnapshotAndTail.version(storeKey, value);
        } catch (UnreadableSnapshotException foldedAnew) {
            return Long.MAX_VALUE;
        }
    }

    /** The snapshot of an aggregate, as the store has it. */
    public byte[] encode(FoldResult<S> folded) {
        return snapshot(folded).encode();
    }

    /**
     * What {@link #encode} was given.
     *
     * @throws PermanentException if it cannot be read any more
     */
    public FoldResult<S> decode(byte[] snapshot) {
        return folded(Snapshot.decode(snapshot));
    }

    /**
     * An aggregate as the store has it, with the events since its snapshot.
     *
     * @param store answers the value of a key, or null
     * @throws PermanentException if the snapshot or an event cannot be read
     */
    public FoldResult<S> stored(String aggregateId, Function<byte[], byte @Nullable []> store) {
        SnapshotAndTail stored = SnapshotAndTail.readOnly(store);
        Snapshot snapshot = stored.snapshot(aggregateId);
        FoldResult<S> folded = snapshot == null ? FoldResult.none() : folded(snapshot);
        for (TailEvent event : stored.tail(aggregateId, folded.state().version())) {
            folded = apply(folded, aggregateId, event);
        }
        return folded;
    }

    Snapshot snapshot(FoldResult<S> folded) {
        AggregateState<S> at = folded.state();
        S state = at.state();
        byte[] encoded = state == null ? new byte[0] : codec.encode(stateTopic, state);
        return new Snapshot(
                definition.stateVersion(),
                at.version(),
                at.time().toEpochMilli(),
                folded.last().encode(),
                encoded);
    }

    /**
     * What a snapshot was made of.
     *
     * @throws UnreadableSnapshotException if that cannot be known any more
     */
    FoldResult<S> folded(Snapshot snapshot) {
        if (snapshot.stateVersion() != definition.stateVersion()) {
            throw new UnreadableSnapshotException(
                    "It is of version %d of the state, which is version %d now"
                            .formatted(snapshot.stateVersion(), definition.stateVersion()),
                    null);
        }
        try {
            S state = snapshot.state().length == 0
                    ? null
                    : codec.decode(stateTopic, snapshot.state(), definition.stateClass());
            Instant time = Instant.ofEpochMilli(snapshot.timeMillis());
            EventVersions last = EventVersions.decode(ByteBuffer.wrap(snapshot.last()), definition);
            return new FoldResult<>(new AggregateState<>(snapshot.version(), time, state), last);
        } catch (PermanentException | IllegalArgumentException | BufferUnderflowException e) {
            throw new UnreadableSnapshotException(String.valueOf(e.getMessage()), e);
        }
    }
}
