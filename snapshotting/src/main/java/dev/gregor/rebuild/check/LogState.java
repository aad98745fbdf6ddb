package dev.gregor.rebuild.check;

import dev.gregor.event.log.EventLog;
import dev.gregor.message.EventMetadata;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the stores of the event log of one aggregate type lack.
 *
 * @param incomplete why its stores cannot be gone on with, a sentence for each partition
 * @param ahead the partitions of the events topic of which the consumer group has passed over events that are not filed
 */
record LogState(List<String> incomplete, List<TopicPartition> ahead) {

    /** Reads the consumer group first, then how far the stores say they are, then what is filed, as all of them move on. */
    static LogState read(StoppedLog stopped, String type, Cluster cluster) {
        Map<TopicPartition, Long> committed = cluster.committed(stopped.applicationId());
        Set<String> topics = cluster.topics();
        try (LastRecords records =
                new LastRecords(cluster.consumer(), stopped.log().partitions())) {
            var positions =
                    sequences(records, topics, stopped.changelog(EventLog.positionStore(type)), EventLog::position);
            var filed = sequences(records, topics, stopped.changelog(EventLog.eventsStore(type)), EventLog::sequence);
            String eventsTopic = stopped.log().topics().events(type);
            Map<Integer, EventMetadata> last = topics.contains(eventsTopic) ? records.events(eventsTopic) : Map.of();
            List<String> incomplete = new ArrayList<>();
            List<TopicPartition> ahead = new ArrayList<>();
            for (TopicPartition each : stopped.events(type)) {
                long position = positions.getOrDefault(each.partition(), 0L);
                long sequence = filed.getOrDefault(each.partition(), 0L);
                EventMetadata event = last.get(each.partition());
                if (sequence < position) {
                    incomplete.add(
                            "partition %d is at event %d and has %d".formatted(each.partition(), position, sequence));
                } else if (event != null && event.sequence() < position) {
                    incomplete.add("partition %d is at event %d, and there are %d"
                            .formatted(each.partition(), position, event.sequence()));
                } else if (event != null && isAhead(records, each, committed.get(each), position, event.sequence())) {
                    ahead.add(each);
                }
            }
            return new LogState(List.copyOf(incomplete), List.copyOf(ahead));
        }
    }

    private interface Reading {
        long of(byte[] value);
    }

    private static Map<Integer, Long> sequences(
            LastRecords records, Set<String> topics, String changelog, Reading reading) {
        return topics.contains(changelog)
                ? new HashMap<>(records.last(changelog, record -> sequence(record, reading)))
                : Map.of();
    }

    private static Optional<Long> sequence(ConsumerRecord<byte[], byte[]> record, Reading reading) {
        return Optional.ofNullable(record.value()).map(reading::of);
    }

    private static boolean isAhead(
            LastRecords records, TopicPartition partition, @Nullable Long committed, long position, long last) {
        if (committed == null || position >= last) {
            return false;
        }
        return records.firstEvent(partition, committed)
                .map(next -> next.sequence() > position + 1)
                .orElse(true);
    }

    boolean isWell() {
        return incomplete.isEmpty() && ahead.isEmpty();
    }
}
