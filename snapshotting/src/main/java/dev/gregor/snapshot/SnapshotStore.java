package dev.gregor.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.message.MessageType;
import dev.gregor.write.storage.AggregateStore;
import dev.gregor.write.storage.EncodedEvent;
import dev.gregor.write.storage.TooLargeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The aggregates of one partition as snapshot and tail, those in use in memory. */
final class SnapshotStore<S extends SpecificRecord> implements AggregateStore<S> {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);

    private final AggregateFold<S> folding;
    private final History<S> history;
    private final SnapshotSettings settings;
    private final SnapshotAndTail stored;
    private final Cache<String, CachedAggregate<S>> cache;
    private final IntSupplier forgotten;
    private int forgottenBefore;
    private boolean hasWarned;

    SnapshotStore(
            AggregateFold<S> folding,
            History<S> history,
            SnapshotSettings settings,
            SnapshotAndTail stored,
            Cache<String, CachedAggregate<S>> cache,
            IntSupplier forgotten) {
        this.folding = folding;
        this.history = history;
        this.settings = settings;
        this.stored = stored;
        this.cache = cache;
        this.forgotten = forgotten;
        this.forgottenBefore = forgotten.getAsInt();
    }

    @Override
    public AggregateState<S> load(String aggregateId) {
        dropWhatIsForgotten();
        return cached(aggregateId).state();
    }

    /** Only before a command, so that what it makes of an aggregate that is dropped meanwhile is dropped by the next one. */
    private void dropWhatIsForgotten() {
        int now = forgotten.getAsInt();
        if (now != forgottenBefore) {
            cache.invalidateAll();
            forgottenBefore = now;
        }
    }

    @Override
    public Map<MessageType, Long> lastVersions(String aggregateId) {
        return cached(aggregateId).folded().last().last();
    }

    @Override
    public Change prepare(String aggregateId, AggregateState<S> after, List<EncodedEvent> events) {
        CachedAggregate<S> cached = cached(aggregateId).append(after, events);
        return settings.policy().isDue(cached.tail(events))
                ? snapshot(aggregateId, cached.folded())
                : append(aggregateId, cached, events);
    }

    private Change snapshot(String aggregateId, FoldResult<S> folded) {
        Snapshot snapshot = folding.snapshot(folded);
        int bytes = snapshot.state().length;
        if (bytes > settings.maxStateBytes()) {
            throw new TooLargeException(
                    "State of '" + aggregateId + "'", bytes, settings.maxStateBytes(), "gregor.max-state-bytes");
        }
        return () -> {
            stored.put(aggregateId, snapshot);
            cache.put(aggregateId, CachedAggregate.of(folded, bytes));
        };
    }

    private Change append(String aggregateId, CachedAggregate<S> cached, List<EncodedEvent> events) {
        return () -> {
            stored.append(aggregateId, cached.snapshotVersion(), events);
            cache.put(aggregateId, cached);
        };
    }

    private CachedAggregate<S> cached(String aggregateId) {
        CachedAggregate<S> cached = cache.getIfPresent(aggregateId);
        if (cached != null) {
            return cached;
        }
        CachedAggregate<S> read = read(aggregateId);
        cache.put(aggregateId, read);
        return read;
    }

    private CachedAggregate<S> read(String aggregateId) {
        try {
            Snapshot snapshot = stored.snapshot(aggregateId);
            return snapshot == null
                    ? withTail(aggregateId, CachedAggregate.of(FoldResult.none(), 0))
                    : withTail(aggregateId, CachedAggregate.of(folding.folded(snapshot), snapshot.state().length));
        } catch (UnreadableSnapshotException unreadable) {
            return rebuilt(aggregateId, unreadable);
        }
    }

    private CachedAggregate<S> withTail(String aggregateId, CachedAggregate<S> snapshot) {
        FoldResult<S> folded = snapshot.folded();
        Instant since = snapshot.since();
        long bytes = 0;
        for (TailEvent event : stored.tail(aggregateId, snapshot.snapshotVersion())) {
            since = folded.state().version() == 0 ? Instant.ofEpochMilli(event.timeMillis()) : since;
            folded = folding.apply(folded, aggregateId, event);
            bytes += event.value().length;
        }
        return new CachedAggregate<>(folded, snapshot.snapshotVersion(), since, snapshot.snapshotBytes(), bytes);
    }

    /** Keeps the new snapshot at once, for the next look-up may come before the transaction ends. */
    private CachedAggregate<S> rebuilt(String aggregateId, UnreadableSnapshotException unreadable) {
        if (!hasWarned) {
            hasWarned = true;
            LOG.warn(
                    "The snapshot of '{}' cannot be read and is made again from all events of its partition, as will be"
                            + " others: {}. The command rebuild does it faster for all.",
                    aggregateId,
                    unreadable.getMessage());
        }
        FoldResult<S> folded = history.fold(aggregateId);
        snapshot(aggregateId, folded).write();
        return cached(aggregateId);
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
