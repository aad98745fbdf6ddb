package dev.gregor.node.access;

import dev.gregor.event.EventStore;
import dev.gregor.position.Position;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The part of the event log that is in this node, and how far it has come. Thread-safe. */
public interface LocalLog {

    /** The events and states that are here. */
    EventStore events();

    /** The partition of the events of an aggregate. */
    int partition(String aggregateId);

    /** The other instances, {@code host:port}, that have parts of the log. */
    Set<String> others();

    /** The other instance, {@code host:port}, that has the log of an aggregate; empty if none is known. */
    Optional<String> elsewhere(String aggregateType, String aggregateId);

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
