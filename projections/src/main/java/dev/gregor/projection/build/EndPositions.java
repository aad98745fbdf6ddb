package dev.gregor.projection.build;

import dev.gregor.event.log.EventSequences;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** The sequences of the last events that were committed. One thread updates it; any thread may read it. */
public final class EndPositions implements AutoCloseable {

    private final EventSequences events;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final Map<TopicPartition, Long> sequences = new ConcurrentHashMap<>();

    /** Reads with clients of these settings. */
    public EndPositions(Map<String, Object> kafka) {
        this.events = new EventSequences(kafka);
    }

    /** Its consumer, for the updating thread. */
    public EventSequences events() {
        return events;
    }

    /**
     * Reads the ends of all partitions of these topics.
     *
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     */
    public void look(Collection<String> topics) {
        sequences.keySet().removeIf(partition -> !topics.contains(partition.topic()));
        offsets.keySet().retainAll(sequences.keySet());
        if (topics.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = events.ends(topics);
        Map<TopicPartition, Long> moved = new HashMap<>(ends);
        moved.entrySet().removeIf(each -> each.getValue().equals(offsets.get(each.getKey())));
        sequences.putAll(events.lastBefore(moved));
        ends.keySet().forEach(each -> sequences.putIfAbsent(each, 0L));
        offsets.putAll(ends);
    }

    /** The sequence of the last event as of the last update; empty if that did not include the partition. */
    public OptionalLong sequence(String topic, int partition) {
        Long sequence = sequences.get(new TopicPartition(topic, partition));
        return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /**
     * Ends a {@link #look} that is under way, from any thread, with a {@link org.apache.kafka.common.errors.WakeupException}.
     */
    public void stop() {
        events.stop();
    }

    @Override
    public void close() {
        events.close();
    }
}
