package dev.gregor.benchmarks.query;

/**
 * What was answered within a while.
 *
 * @param kind the way to the row
 * @param inFlight questions at once
 * @param round counted from 1
 * @param getsPerSecond rows that were answered
 * @param p50Millis median from question to answer
 * @param p95Millis what 95 % keep
 * @param p99Millis what 99 % keep
 */
record QueryCell(
        QueryKind kind,
        int inFlight,
        int round,
        double getsPerSecond,
        double p50Millis,
        double p95Millis,
        double p99Millis) {}
