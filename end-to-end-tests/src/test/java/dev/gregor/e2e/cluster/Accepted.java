package dev.gregor.e2e.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** When commands were accepted, by partition, as those who sent them saw it. Times are of {@link System#nanoTime()}. */
final class Accepted {

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final List<ConcurrentSkipListSet<Long>> times;

    Accepted(int partitions) {
        times = IntStream.range(0, partitions)
                .mapToObj(partition -> new ConcurrentSkipListSet<Long>())
                .toList();
    }

    void add(int partition) {
        times.get(partition).add(System.nanoTime());
    }

    int count() {
        return times.stream().mapToInt(ConcurrentSkipListSet::size).sum();
    }

    /** Waits until each partition has accepted a command after this time. */
    void awaitEachAfter(long time) {
        Awaitility.await().atMost(LONGEST).until(() -> times.stream().allMatch(each -> each.higher(time) != null));
    }

    /** The longest time without an accepted command in any one partition, of those that end between these times. */
    Duration longestOfOnePartition(long from, long to) {
        return times.stream()
                .map(each -> longest(each.stream(), from, to))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** The longest time without an accepted command in all partitions, of those that end between these times. */
    Duration longestOfAll(long from, long to) {
        return longest(times.stream().flatMap(ConcurrentSkipListSet::stream).sorted(), from, to);
    }

    private static Duration longest(Stream<Long> sorted, long from, long to) {
        List<Long> all = sorted.filter(time -> time < to).toList();
        long longest = 0;
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i) >= from) {
                longest = Math.max(longest, all.get(i) - all.get(i - 1));
            }
        }
        return Duration.ofNanos(longest);
    }
}
