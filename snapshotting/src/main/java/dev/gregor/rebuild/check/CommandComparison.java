package dev.gregor.rebuild.check;

import dev.gregor.failure.TransientException;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.CommandOffsets;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What came of a look at the consumer group of the write side, whose offsets are set to those of the stores if no instance runs.
 *
 * @param problems why it cannot be said which commands are handled
 * @param ahead the partitions in which the group has passed over commands that are not handled
 * @param mayChange whether an instance runs, so that the next look may find something else
 */
record CommandComparison(List<String> problems, List<TopicPartition> ahead, boolean mayChange) {

    static CommandComparison run(StoppedWriteSide<?> stopped, Cluster cluster) {
        try (LastRecords records = new LastRecords(cluster.consumer(), stopped.partitions())) {
            CommandOffsets offsets = CommandOffsets.read(stopped, cluster, records);
            boolean runs = !cluster.isStopped(stopped.applicationId());
            List<TopicPartition> ahead = offsets.ahead(records);
            if (!offsets.problems().isEmpty() || runs) {
                return new CommandComparison(offsets.problems(), ahead, runs);
            }
            boolean isSet = correct(stopped, cluster, offsets, ahead);
            return new CommandComparison(List.of(), isSet ? List.of() : ahead, !isSet);
        }
    }

    /** Answers whether the offsets are right now: they cannot be set if an instance was started a moment ago. */
    private static boolean correct(
            StoppedWriteSide<?> stopped, Cluster cluster, CommandOffsets offsets, List<TopicPartition> ahead) {
        Map<TopicPartition, Long> corrections = offsets.corrections();
        if (corrections.isEmpty()) {
            return true;
        }
        try {
            cluster.commit(stopped.applicationId(), corrections);
        } catch (TransientException started) {
            return false;
        }
        if (!ahead.isEmpty()) {
            stopped.report()
                    .accept(
                            "The consumer group %s had passed over commands that were not handled, in %s; they are handled now"
                                    .formatted(stopped.applicationId(), ahead));
        }
        return true;
    }

    boolean isWell() {
        return problems.isEmpty() && ahead.isEmpty();
    }
}
