package dev.gregor.snapshot;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.write.storage.EncodedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * An aggregate in memory, and how much of it is in the snapshot and in the tail.
 *
 * @param folded the aggregate
 * @param snapshotVersion the version of its snapshot; 0 if it has none
 * @param since when the last event of the snapshot was decided; of the first event if there is none
 * @param snapshotBytes the bytes of the snapshot
 * @param tailBytes the bytes of the events since
 * @param <S> the class of the state
 */
record CachedAggregate<S extends SpecificRecord>(
        FoldResult<S> folded, long snapshotVersion, Instant since, int snapshotBytes, long tailBytes) {

    private static final int OVERHEAD_BYTES = 200;

    /** An aggregate whose events are all in a snapshot of this size. */
    static <S extends SpecificRecord> CachedAggregate<S> of(FoldResult<S> folded, int bytes) {
        AggregateState<S> state = folded.state();
        return new CachedAggregate<>(folded, state.version(), state.time(), bytes, 0);
    }

    AggregateState<S> state() {
        return folded.state();
    }

    /** The same after some more events in the tail. */
    CachedAggregate<S> append(AggregateState<S> after, List<EncodedEvent> events) {
        long bytes = tailBytes;
        for (EncodedEvent event : events) {
            bytes += event.value().length;
        }
        Instant start = state().version() == 0 ? events.get(0).time() : since;
        FoldResult<S> next = new FoldResult<>(after, folded.last().with(events));
        return new CachedAggregate<>(next, snapshotVersion, start, snapshotBytes, bytes);
    }

    Tail tail(List<EncodedEvent> newest) {
        return new Tail(
                Math.toIntExact(state().version() - snapshotVersion),
                tailBytes,
                snapshotBytes,
                Duration.between(since, state().time()),
                newest.stream().map(EncodedEvent::type).toList());
    }

    int weight() {
        return (int) Math.min(Integer.MAX_VALUE, OVERHEAD_BYTES + snapshotBytes + tailBytes);
    }
}
