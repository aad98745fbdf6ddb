package dev.gregor.projection.run;

import dev.gregor.event.log.AppliedPositions;
import dev.gregor.projection.build.EndPositions;
import dev.gregor.projection.topology.BuildState;
import dev.gregor.projection.topology.ProjectionTopology;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How far a projection has come in the partitions of events that one process reads.
 *
 * @param applied how many events it has applied
 * @param behind how many events there are that it has not applied; where the ends are not looked at it is exact once there
 *     are none, else a few more, for Kafka's own records between events count
 */
public record ProjectionLag(long applied, long behind) {

    private static final ProjectionLag NONE = new ProjectionLag(0, 0);

    static ProjectionLag of(ProjectionTopology<?> topology, KafkaStreams streams, EndPositions ends) {
        Map<TopicPartition, Long> unread = unread(streams);
        ProjectionLag sum = NONE;
        for (String type : topology.aggregateTypes()) {
            String topic = topology.eventsTopic(type);
            for (int partition = 0; partition < topology.partitions(); partition++) {
                OptionalLong end = ends.sequence(topic, partition);
                ProjectionLag part =
                        of(topology, type, partition, unread.getOrDefault(new TopicPartition(topic, partition), 0L));
                sum = sum.plus(end.isEmpty() ? part : part.upTo(end.getAsLong(), isRead(topology, partition)));
            }
        }
        return sum;
    }

    private static boolean isRead(ProjectionTopology<?> topology, int partition) {
        return topology.state().reads(partition, topology.definition().keyedByAggregate());
    }

    /** The same with the exact number of events that there are, if this process is who reads them. */
    private ProjectionLag upTo(long end, boolean reads) {
        return reads ? new ProjectionLag(applied, Math.max(0, end - applied)) : this;
    }

    private static ProjectionLag of(ProjectionTopology<?> topology, String type, int partition, long unread) {
        BuildState progress = topology.state();
        if (topology.definition().keyedByAggregate()) {
            return new ProjectionLag(progress.applied().applied(partition, type, partition), unread);
        }
        long keyed = progress.keyed().applied(partition, type, partition);
        long applied = Math.min(keyed, slowest(progress.applied(), progress.open(), type, partition));
        return new ProjectionLag(applied, keyed - applied + unread);
    }

    /** The rows that other processes have are theirs to count. */
    private static long slowest(AppliedPositions applied, Set<Integer> rowPartitions, String type, int partition) {
        return rowPartitions.stream()
                .mapToLong(rows -> applied.applied(rows, type, partition))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** What the consumers have not read of each partition yet. Several stream threads have several consumers. */
    private static Map<TopicPartition, Long> unread(KafkaStreams streams) {
        Map<TopicPartition, Long> unread = new HashMap<>();
        streams.metrics().forEach((name, metric) -> {
            String partition = name.tags().get("partition");
            if (name.name().equals("records-lag")
                    && partition != null
                    && metric.metricValue() instanceof Double lag
                    && !lag.isNaN()) {
                unread.put(new TopicPartition(name.tags().get("topic"), Integer.parseInt(partition)), Math.round(lag));
            }
        });
        return unread;
    }

    private ProjectionLag plus(ProjectionLag other) {
        return new ProjectionLag(applied + other.applied, behind + other.behind);
    }
}
