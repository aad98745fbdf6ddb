package dev.gregor.client;

import dev.gregor.position.Position;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The last positions that commands of this client have led to, one for each partition, for reads of events that must show them. Thread-safe. */
final class Acknowledged {

    /** As many as a request may have. */
    private static final int MOST = 100;

    private final Map<String, Map<Integer, Position>> byType = new ConcurrentHashMap<>();

    void add(Position position) {
        byType.computeIfAbsent(position.aggregateType(), type -> new ConcurrentHashMap<>())
                .merge(position.partition(), position, Acknowledged::later);
    }

    private static Position later(Position one, Position other) {
        return one.sequence() > other.sequence() ? one : other;
    }

    /** Those of a type, as the header has them; empty if there are none. */
    String of(String aggregateType) {
        List<Position> positions =
                List.copyOf(byType.getOrDefault(aggregateType, Map.of()).values());
        return positions.stream()
                .sorted(Comparator.comparingInt(Position::partition))
                .limit(MOST)
                .map(Position::token)
                .collect(Collectors.joining(","));
    }
}
