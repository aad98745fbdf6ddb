package dev.gregor.rebuild;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps commands from being handled a second time when the application's consumer group was deleted, or when events are taken
 * over by an application of another name: where there are events, commands before now count as handled.
 */
record LostOffsets(StoppedWriteSide<?> stopped, Cluster cluster, Workspace workspace) {

    /** Commits the present end of the commands partitions that have none, and tells how many records that skips. */
    void replace() {
        if (!cluster.topics().contains(stopped.commandsTopic())) {
            return;
        }
        Set<TopicPartition> committed = cluster.withOffset(stopped.applicationId());
        Set<TopicPartition> lost = IntStream.range(0, stopped.partitions())
                .filter(partition -> workspace.place(partition, 0).events() > 0)
                .mapToObj(partition -> new TopicPartition(stopped.commandsTopic(), partition))
                .filter(partition -> !committed.contains(partition))
                .collect(Collectors.toSet());
        if (!lost.isEmpty()) {
            cluster.requirePartitions(stopped.commandsTopic(), stopped.partitions());
            skip(lost);
        }
    }

    private void skip(Set<TopicPartition> lost) {
        long records =
                cluster.sizes(lost).values().stream().mapToLong(Long::longValue).sum();
        cluster.commit(stopped.applicationId(), cluster.ends(lost));
        stopped.tell()
                .accept(String.format(
                        Locale.ROOT,
                        "%s: %s has no offset in %d partitions, whose %,d records are skipped; send again what was not handled",
                        stopped.commandsTopic(),
                        stopped.applicationId(),
                        lost.size(),
                        records));
    }
}
