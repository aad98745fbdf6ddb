package dev.gregor.rebuild;

import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.write.WriteSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How many events there are by the events and by the stores, of which other instances may write meanwhile.
 *
 * @param before how many events there were before the stores were read, by partition
 * @param known how many the stores count
 * @param after how many events there were after the stores were read
 * @param mayChange whether all topics are there, for one that is not will not come
 * @param absent the changelogs that are not there although there are events
 * @param empty the partitions with events whose aggregates are in no changelog
 */
record StoreCounts(
        Map<Integer, Long> before,
        Map<Integer, Long> known,
        Map<Integer, Long> after,
        boolean mayChange,
        Set<String> absent,
        List<Integer> empty) {

    static StoreCounts read(StoppedWriteSide<?> stopped, Cluster cluster) {
        Set<String> topics = cluster.topics();
        try (LastRecords records = new LastRecords(cluster.consumer(), stopped.partitions())) {
            boolean hasEvents = topics.contains(stopped.eventsTopic());
            Map<Integer, Long> before = hasEvents ? records.sequences(stopped.eventsTopic()) : Map.of();
            String clock = stopped.changelog(WriteSide.clockStore(stopped.type()));
            Map<Integer, Long> known = topics.contains(clock) ? records.clocks(clock) : Map.of();
            Map<Integer, Long> after =
                    hasEvents && isMore(known, before) ? records.sequences(stopped.eventsTopic()) : before;
            Set<String> absent = before.isEmpty() ? Set.of() : absent(stopped, topics);
            List<Integer> empty = absent.isEmpty() ? empty(stopped, cluster, before.keySet()) : List.of();
            return new StoreCounts(before, known, after, hasEvents && absent.isEmpty(), absent, empty);
        }
    }

    private static boolean isMore(Map<Integer, Long> known, Map<Integer, Long> events) {
        return known.entrySet().stream().anyMatch(each -> each.getValue() > events.getOrDefault(each.getKey(), 0L));
    }

    private static Set<String> absent(StoppedWriteSide<?> stopped, Set<String> topics) {
        return stopped.writeSide().stores(stopped.definition()).stream()
                .map(store -> stopped.changelog(store.name()))
                .filter(changelog -> !topics.contains(changelog))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Integer> empty(StoppedWriteSide<?> stopped, Cluster cluster, Set<Integer> partitions) {
        String aggregates = stopped.changelog(SnapshotStorage.storeName(stopped.type()));
        Map<TopicPartition, Long> sizes = cluster.sizes(partitions.stream()
                .map(partition -> new TopicPartition(aggregates, partition))
                .toList());
        return sizes.entrySet().stream()
                .filter(each -> each.getValue() == 0)
                .map(each -> each.getKey().partition())
                .sorted()
                .toList();
    }

    /** What the stores do not know, a sentence each. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(different(before, true));
        absent.forEach(topic -> missing.add("there is no topic " + topic));
        empty.forEach(partition -> missing.add("partition %d has no aggregates".formatted(partition)));
        return missing;
    }

    /** What the stores count and the events do not have, a sentence each. */
    List<String> lost() {
        return different(after, false);
    }

    private List<String> different(Map<Integer, Long> events, boolean storesKnowLess) {
        Set<Integer> partitions = new TreeSet<>(events.keySet());
        partitions.addAll(known.keySet());
        return partitions.stream()
                .filter(each -> storesKnowLess
                        ? events.getOrDefault(each, 0L) > known.getOrDefault(each, 0L)
                        : events.getOrDefault(each, 0L) < known.getOrDefault(each, 0L))
                .map(each -> "partition %d has %d events, the store counts %d"
                        .formatted(each, events.getOrDefault(each, 0L), known.getOrDefault(each, 0L)))
                .toList();
    }

    /** Whether to read again may help, for a transaction may be on its way. */
    boolean mayAgreeYet(boolean eventsMayExpire) {
        return mayChange && (!missing().isEmpty() || (!eventsMayExpire && !lost().isEmpty()));
    }
}
