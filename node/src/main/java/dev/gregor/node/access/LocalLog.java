package dev.gregor.node.access;

import dev.gregor.event.log.EventStore;
import dev.gregor.event.log.KeyRange;
import dev.gregor.position.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The part of the event log that is in this node, and how far it has come. Thread-safe. */
public interface LocalLog {

    /** The events and states that are here. */
    EventStore events();

    /** How many partitions the events of each aggregate type have, in all instances. */
    int partitions();

    /** The partition of the events of an aggregate. */
    int partition(String aggregateId);

    /** The ids in a partition that is here, in the order of the range; throws as {@link #events()} does. */
    List<String> ids(String aggregateType, int partition, KeyRange range);

    /** The other instances, {@code host:port}, that have parts of the log. */
    Set<String> others();

    /** The other instance, {@code host:port}, that has the log of an aggregate; empty if none is known. */
    default Optional<String> elsewhere(String aggregateType, String aggregateId) {
        return elsewhere(aggregateType, partition(aggregateId));
    }

    /** The other instance, {@code host:port}, that has a partition of the log; empty if none is known. */
    Optional<String> elsewhere(String aggregateType, int partition);

    /** The last position that commands sent here have led to in a partition; empty if there is none. */
    Optional<Position> acknowledged(String aggregateType, int partition);

    /**
     * Waits until this part has come to a position.
     *
     * @return true once it has; false after {@code gregor.query.timeout}; fails with a
     *     {@link dev.gregor.failure.TransientException} if the partition moves away meanwhile
     */
    CompletableFuture<Boolean> reached(Position position);
}
