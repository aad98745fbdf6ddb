package dev.gregor.benchmarks.project;

/**
 * What one reader did in one round.
 *
 * @param reader which
 * @param round counted from 1
 * @param eventsPerSecond applied, from the first to the last
 * @param cpuSecondsPer1000 of the reader for 1,000 events
 * @param foreignCores how many cores were busy with what is no part of the benchmark
 */
record ProjectCell(
        ReaderKind reader, int round, double eventsPerSecond, double cpuSecondsPer1000, double foreignCores) {}
