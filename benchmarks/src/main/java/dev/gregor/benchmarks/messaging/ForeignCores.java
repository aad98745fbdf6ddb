package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.machine.Processes;

/** How many cores are busy with what is no part of the benchmark, from its making on. */
final class ForeignCores {

    private final long beginNanos = System.nanoTime();
    private final double begin = foreignSeconds();

    /** The mean until now. */
    double busy() {
        return Math.max(0, (foreignSeconds() - begin) * 1e9 / (System.nanoTime() - beginNanos));
    }

    private static double foreignSeconds() {
        return Processes.machineSeconds() - Processes.cpuSeconds(Processes.own());
    }
}
