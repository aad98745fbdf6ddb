package dev.gregor.rebuild.check;

import dev.gregor.message.EventMetadata;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.write.WriteSide;
import dev.gregor.write.handled.PartitionProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many events there are by the events and by the stores, of which other instances may write meanwhile.
 *
 * @param before how many events there were before the stores were read, by partition
 * @param known how many the stores count
 * @param after how many events there were after the stores were read
 * @param mayChange whether the next look may find something else: a topic that is not there will not come, and where nothing
 *     runs nothing moves
 * @param absent the changelogs that are not there although there are events
 * @param gaps what the changelogs do not hold although they should, a sentence each
 */
record StoreCounts(
        Map<Integer, Long> before,
        Map<Integer, Long> known,
        Map<Integer, Long> after,
        boolean mayChange,
        Set<String> absent,
        List<String> gaps) {

    static StoreCounts read(StoppedWriteSide<?> stopped, Cluster cluster) {
        Set<String> topics = cluster.topics();
        try (LastRecords records = new LastRecords(cluster.consumer(), stopped.partitions())) {
            boolean hasEvents = topics.contains(stopped.eventsTopic());
            Map<Integer, EventMetadata> events = hasEvents ? records.events(stopped.eventsTopic()) : Map.of();
            String clock = stopped.changelog(WriteSide.clockStore(stopped.type()));
            Map<Integer, PartitionProgress> clocks = topics.contains(clock) ? records.clocks(clock) : Map.of();
            Map<Integer, Long> before = numbers(events, EventMetadata::sequence);
            Map<Integer, Long> known = numbers(clocks, PartitionProgress::sequence);
            Map<Integer, Long> after = hasEvents && isMore(known, before)
                    ? numbers(records.events(stopped.eventsTopic()), EventMetadata::sequence)
                    : before;
            Set<String> absent = before.isEmpty() ? Set.of() : absent(stopped, topics);
            boolean isWhole = hasEvents && absent.isEmpty();
            List<String> gaps = isWhole ? new StoreGaps(stopped, records).find(events, clocks) : List.of();
            boolean mayChange = isWhole && !cluster.isAtRest(stopped);
            return new StoreCounts(before, known, after, mayChange, absent, gaps);
        }
    }

    private static <T> Map<Integer, Long> numbers(Map<Integer, T> found, Function<T, Long> number) {
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> number.apply(each.getValue())));
    }

    private static boolean isMore(Map<Integer, Long> known, Map<Integer, Long> events) {
        return known.entrySet().stream().anyMatch(each -> each.getValue() > events.getOrDefault(each.getKey(), 0L));
    }

    private static Set<String> absent(StoppedWriteSide<?> stopped, Set<String> topics) {
        return stopped.changelogs().stream()
                .filter(changelog -> !topics.contains(changelog))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the stores do not know, a sentence each. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(different(before, true));
        absent.forEach(topic -> missing.add("there is no topic " + topic));
        missing.addAll(gaps);
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
