package dev.gregor.app.http;

import dev.gregor.position.Position;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The last positions that this process has acknowledged, so that who writes here reads his writes here. Thread-safe. */
final class Acknowledged {

    private final ConcurrentHashMap<Partition, Position> last = new ConcurrentHashMap<>();

    private record Partition(String aggregateType, int number) {}

    void add(Position position) {
        last.merge(
                new Partition(position.aggregateType(), position.partition()),
                position,
                (one, other) -> one.sequence() >= other.sequence() ? one : other);
    }

    Optional<Position> last(String aggregateType, int partition) {
        return Optional.ofNullable(last.get(new Partition(aggregateType, partition)));
    }
}
