package dev.gregor.projection.topology;

import dev.gregor.event.log.EventSequences;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What the events topics of a build held when it was started, against which its positions are compared.
 *
 * @param first the sequences of the first events that there are, where records were deleted; the longest possible where
 *     none is left
 * @param passed the sequences of the last events that the consumer group has passed
 */
record EventHistory(Map<TopicPartition, Long> first, Map<TopicPartition, Long> passed) {

    /** Nothing was deleted, and nothing is passed. */
    static final EventHistory WHOLE = new EventHistory(Map.of(), Map.of());

    /**
     * Reads the beginnings and ends of some partitions.
     *
     * @param committed the offsets of the consumer group
     */
    static EventHistory of(EventSequences events, Set<TopicPartition> partitions, Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> first = new HashMap<>();
        Set<TopicPartition> cut = new HashSet<>();
        Map<TopicPartition, Long> beginnings = events.beginnings(partitions);
        beginnings.forEach((partition, offset) -> {
            if (offset > 0) {
                cut.add(partition);
                first.put(partition, Long.MAX_VALUE);
            }
        });
        if (!cut.isEmpty()) {
            first.putAll(events.first(cut));
        }
        return new EventHistory(Map.copyOf(first), Map.copyOf(events.lastBefore(ends(events, committed))));
    }

    /** An offset behind the end, as of a topic that was deleted and made again, is taken for the end. */
    private static Map<TopicPartition, Long> ends(EventSequences events, Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> ends = new HashMap<>(committed);
        events.ends(committed.keySet().stream()
                        .map(TopicPartition::topic)
                        .distinct()
                        .toList())
                .forEach((partition, end) -> ends.computeIfPresent(partition, (each, at) -> Math.min(at, end)));
        return ends;
    }

    /** The sequence of the first event that there is of a partition, 1 if none was deleted. */
    long first(String topic, int partition) {
        return first.getOrDefault(new TopicPartition(topic, partition), 1L);
    }

    /** Whether no event is left of a partition of which there were some. */
    boolean isEmptied(String topic, int partition) {
        return first(topic, partition) == Long.MAX_VALUE;
    }

    /** The sequence of the last event of a partition that the consumer group has passed; 0 for none. */
    long passed(String topic, int partition) {
        return passed.getOrDefault(new TopicPartition(topic, partition), 0L);
    }
}
