package dev.gregor.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.EventReader;
import dev.gregor.topic.Topics;
import dev.gregor.write.AggregateStore;
import dev.gregor.write.EncodedEvent;
import dev.gregor.write.TooLargeException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The aggregates of one partition as snapshot and tail, those in use in memory. */
final class SnapshotStore<S extends SpecificRecord> implements AggregateStore<S> {

    private final AggregateDefinition<S> definition;
    private final AvroCodec codec;
    private final EventReader events;
    private final SnapshotSettings settings;
    private final String eventsTopic;
    private final String stateTopic;
    private final SnapshotAndTail stored;
    private final Cache<String, KeptAggregate<S>> cache;

    SnapshotStore(
            AggregateDefinition<S> definition,
            AvroCodec codec,
            Topics topics,
            SnapshotSettings settings,
            SnapshotAndTail stored,
            Cache<String, KeptAggregate<S>> cache) {
        this.definition = definition;
        this.codec = codec;
        this.events = new EventReader(EventCatalog.of(List.of(definition)), codec);
        this.settings = settings;
        this.eventsTopic = topics.events(definition.type());
        this.stateTopic = topics.state(definition.type());
        this.stored = stored;
        this.cache = cache;
    }

    @Override
    public AggregateState<S> load(String aggregateId) {
        return kept(aggregateId).state();
    }

    @Override
    public Change prepare(String aggregateId, AggregateState<S> after, List<EncodedEvent> events) {
        KeptAggregate<S> kept = kept(aggregateId).append(after, events);
        return settings.policy().isDue(kept.tail(events))
                ? snapshot(aggregateId, kept)
                : append(aggregateId, kept, events);
    }

    private Change snapshot(String aggregateId, KeptAggregate<S> kept) {
        byte[] state = encode(aggregateId, kept.state().state());
        AggregateState<S> at = kept.state();
        Snapshot snapshot = new Snapshot(at.version(), at.time().toEpochMilli(), state);
        return () -> {
            stored.put(aggregateId, snapshot);
            cache.put(aggregateId, kept.snapshot(state.length));
        };
    }

    private Change append(String aggregateId, KeptAggregate<S> kept, List<EncodedEvent> events) {
        return () -> {
            stored.append(aggregateId, kept.snapshotVersion(), events);
            cache.put(aggregateId, kept);
        };
    }

    private KeptAggregate<S> kept(String aggregateId) {
        KeptAggregate<S> cached = cache.getIfPresent(aggregateId);
        if (cached != null) {
            return cached;
        }
        KeptAggregate<S> read = read(aggregateId);
        cache.put(aggregateId, read);
        return read;
    }

    private KeptAggregate<S> read(String aggregateId) {
        Snapshot snapshot = stored.snapshot(aggregateId);
        List<TailEvent> tail = stored.tail(aggregateId, snapshot);
        AggregateState<S> state = state(snapshot);
        long bytes = 0;
        for (TailEvent event : tail) {
            List<SpecificRecord> present = events.data(eventsTopic, event.type(), event.value());
            state = definition.evolve(aggregateId, state, present, Instant.ofEpochMilli(event.timeMillis()));
            bytes += event.value().length;
        }
        long since = snapshot.version() > 0 || tail.isEmpty()
                ? snapshot.timeMillis()
                : tail.get(0).timeMillis();
        return new KeptAggregate<>(
                state, snapshot.version(), Instant.ofEpochMilli(since), snapshot.state().length, bytes);
    }

    private AggregateState<S> state(Snapshot snapshot) {
        S state = snapshot.state().length == 0
                ? null
                : codec.decode(stateTopic, snapshot.state(), definition.stateClass());
        return new AggregateState<>(snapshot.version(), Instant.ofEpochMilli(snapshot.timeMillis()), state);
    }

    private byte[] encode(String aggregateId, @Nullable SpecificRecord state) {
        byte[] encoded = state == null ? new byte[0] : codec.encode(stateTopic, state);
        if (encoded.length > settings.maxStateBytes()) {
            throw new TooLargeException(
                    "State of '" + aggregateId + "'",
                    encoded.length,
                    settings.maxStateBytes(),
                    "gregor.max-state-bytes");
        }
        return encoded;
    }

    @Override
    public void forget(String aggregateId) {
        cache.invalidate(aggregateId);
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
