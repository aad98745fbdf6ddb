package dev.gregor.benchmarks.store;

import dev.gregor.benchmarks.machine.Processes;

/**
 * What has been used up to some moment, or between two.
 *
 * @param cpuSeconds of this process and those that it started
 * @param storeCpuSeconds of the store that the system writes to
 * @param foreignCpuSeconds of all but this process and the stores
 * @param storeBytes written by the store
 */
public record Usage(double cpuSeconds, double storeCpuSeconds, double foreignCpuSeconds, long storeBytes) {

    /** Up to now. */
    public static Usage soFar(Store store, Stores stores) {
        double own = Processes.cpuSeconds(Processes.own());
        return new Usage(
                own, store.cpuSeconds(), Processes.machineSeconds() - own - stores.cpuSeconds(), store.bytesWritten());
    }

    /** From then to now. */
    public Usage since(Usage earlier) {
        return new Usage(
                cpuSeconds - earlier.cpuSeconds,
                storeCpuSeconds - earlier.storeCpuSeconds,
                foreignCpuSeconds - earlier.foreignCpuSeconds,
                storeBytes - earlier.storeBytes);
    }
}
