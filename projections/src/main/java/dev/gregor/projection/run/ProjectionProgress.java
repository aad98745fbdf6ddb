package dev.gregor.projection.run;

import dev.gregor.position.AppliedPositions;
import dev.gregor.position.Position;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How far the partitions of one projection that live in this process have come. Thread-safe. */
final class ProjectionProgress {

    private final AppliedPositions keyed = new AppliedPositions();
    private final AppliedPositions applied = new AppliedPositions();
    private final Set<Integer> open = ConcurrentHashMap.newKeySet();
    private final Set<Integer> keying = ConcurrentHashMap.newKeySet();

    /** A partition of rows begins where it left off. */
    void open(int partition, Collection<Position> positions) {
        applied.forget(partition);
        positions.forEach(position -> applied.advance(partition, position));
        open.add(partition);
    }

    /** A partition of rows leaves this process, or starts anew. */
    void close(int partition) {
        open.remove(partition);
        applied.forget(partition);
    }

    void apply(int partition, Position position) {
        applied.advance(partition, position);
    }

    /** Events were sent on under their row keys, and may not be applied yet. */
    void key(Position position) {
        keyed.advance(position.partition(), position);
    }

    /** Events of a partition are keyed by this process from now on. */
    void startKeying(int partition) {
        keying.add(partition);
    }

    /** Events of a partition are keyed by another process from now on, or by this one anew. */
    void stopKeying(int partition) {
        keying.remove(partition);
        keyed.forget(partition);
    }

    AppliedPositions applied() {
        return applied;
    }

    AppliedPositions keyed() {
        return keyed;
    }

    /** Whether the events of a partition are read in this process. */
    boolean reads(int partition, boolean byAggregate) {
        return (byAggregate ? open : keying).contains(partition);
    }

    /** The partitions of rows that are in this process, restored and at work. */
    Set<Integer> open() {
        return Set.copyOf(open);
    }
}
