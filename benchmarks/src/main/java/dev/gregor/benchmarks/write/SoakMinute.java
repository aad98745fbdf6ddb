package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Processes;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.store.Stores;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/**
 * One minute of steady load.
 *
 * @param minute counted from 1
 * @param commandsPerSecond acknowledged
 * @param p50Millis median latency
 * @param p99Millis latency that 99 % keep
 * @param refusedPerSecond answered with "try again later"
 * @param heapMib what is live on the heap of the loaded process at the end of the minute
 * @param residentMib memory of the loaded process, and of those that it started
 * @param storeResidentMib memory of the broker
 */
record SoakMinute(
        int minute,
        double commandsPerSecond,
        double p50Millis,
        double p99Millis,
        double refusedPerSecond,
        long heapMib,
        long residentMib,
        long storeResidentMib) {

    private static final long MEBIBYTE = 1 << 20;

    static SoakMinute of(int minute, Interval interval, Stores stores) {
        return new SoakMinute(
                minute,
                interval.perSecond(),
                interval.percentileMillis(50),
                interval.percentileMillis(99),
                interval.refused() / interval.seconds(),
                liveHeapBytes() / MEBIBYTE,
                Processes.residentBytes(Processes.own()) / MEBIBYTE,
                Processes.residentBytes(stores.kafka().process()) / MEBIBYTE);
    }

    /** Collects garbage first: what is used between two collections says little. */
    private static long liveHeapBytes() {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return heap.getUsed();
    }

    static Table table() {
        return new Table(
                "minute", "commands/s", "p50 ms", "p99 ms", "refused/s", "live heap MiB", "RSS MiB", "broker RSS MiB");
    }

    void addTo(Table table) {
        table.add(
                Integer.toString(minute),
                "%,.0f".formatted(commandsPerSecond),
                "%.2f".formatted(p50Millis),
                "%.2f".formatted(p99Millis),
                "%,.0f".formatted(refusedPerSecond),
                Long.toString(heapMib),
                Long.toString(residentMib),
                Long.toString(storeResidentMib));
    }
}
