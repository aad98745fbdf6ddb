package dev.gregor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.event.log.AppliedPositions;
import dev.gregor.event.log.EventStore;
import dev.gregor.event.log.KeyRange;
import dev.gregor.failure.TransientException;
import dev.gregor.node.access.AcknowledgedPositions;
import dev.gregor.node.access.LocalLog;
import dev.gregor.position.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;

/** A log with all events in partition 3, and two ids in each of four. */
final class FakeLog implements LocalLog {

    private static final int PARTITIONS = 4;

    final AppliedPositions positions = new AppliedPositions();

    /** Partitions that cannot be read. */
    final Set<Integer> unreadable = ConcurrentHashMap.newKeySet();

    private final EventStore events;
    private final AcknowledgedPositions acknowledged;

    FakeLog(EventStore events, AcknowledgedPositions acknowledged) {
        this.events = events;
        this.acknowledged = acknowledged;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public int partitions() {
        return PARTITIONS;
    }

    @Override
    public int partition(String aggregateId) {
        return PARTITIONS - 1;
    }

    @Override
    public List<String> ids(String aggregateType, int partition, KeyRange range) {
        if (unreadable.contains(partition)) {
            throw new TransientException("it moves");
        }
        return Stream.of("0" + partition, "1" + partition)
                .map(id -> Bytes.wrap(id.getBytes(UTF_8)))
                .filter(range::contains)
                .sorted(range.order())
                .limit(range.limit())
                .map(id -> new String(id.get(), UTF_8))
                .toList();
    }

    @Override
    public Set<String> others() {
        return Set.of();
    }

    @Override
    public Optional<String> elsewhere(String aggregateType, int partition) {
        return Optional.empty();
    }

    @Override
    public Optional<Position> acknowledged(String aggregateType, int partition) {
        return acknowledged.last(aggregateType, partition);
    }

    @Override
    public CompletableFuture<Boolean> reached(Position position) {
        return positions.await(position.partition(), position, Duration.ofMillis(200));
    }
}
