package dev.gregor.node.access;

import dev.gregor.event.log.AppliedPositions;
import dev.gregor.event.log.KeyRange;
import dev.gregor.event.log.LocalEventStore;
import dev.gregor.position.Position;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The part of the event log that a running application has.
 *
 * @param application the application
 * @param topics the names of topics
 * @param events what is in its stores
 * @param applied how far these have come
 * @param acknowledged the last positions that commands sent here have led to
 * @param timeout how long a read waits for a position
 */
public record RunningLog(
        StreamsApplication application,
        Topics topics,
        LocalEventStore events,
        AppliedPositions applied,
        AcknowledgedPositions acknowledged,
        Duration timeout)
        implements LocalLog {

    @Override
    public int partitions() {
        return events.partitions();
    }

    @Override
    public List<String> ids(String aggregateType, int partition, KeyRange range) {
        return events.ids(aggregateType, partition, range);
    }

    @Override
    public int partition(String aggregateId) {
        return events.partition(aggregateId);
    }

    @Override
    public Set<String> others() {
        return application.others();
    }

    @Override
    public Optional<String> elsewhere(String aggregateType, int partition) {
        return application.elsewhere(topics.events(aggregateType), partition);
    }

    @Override
    public Optional<Position> acknowledged(String aggregateType, int partition) {
        return acknowledged.last(aggregateType, partition);
    }

    @Override
    public CompletableFuture<Boolean> reached(Position position) {
        return applied.await(position.partition(), position, timeout);
    }
}
