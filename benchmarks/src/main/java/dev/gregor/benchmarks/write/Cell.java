package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.write.system.SystemKind;

/**
 * The figures of one system with so many deposits in flight in one round.
 *
 * @param system its name
 * @param round counted from 1
 * @param inFlight deposits at once
 * @param commandsPerSecond acknowledged
 * @param p50Millis median latency
 * @param p95Millis latency that 95 % keep
 * @param p99Millis latency that 99 % keep
 * @param cpuSecondsPer1000 of client and system for 1,000 commands
 * @param storeCpuSecondsPer1000 of the broker or the database for 1,000 commands
 * @param bytesPerCommand that the store wrote to its logs
 * @param refusedPerSecond answered with "try again later"
 * @param foreignCores how many cores were busy with what is no part of the benchmark
 */
record Cell(
        SystemKind system,
        int round,
        int inFlight,
        double commandsPerSecond,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        double cpuSecondsPer1000,
        double storeCpuSecondsPer1000,
        double bytesPerCommand,
        double refusedPerSecond,
        double foreignCores) {}
