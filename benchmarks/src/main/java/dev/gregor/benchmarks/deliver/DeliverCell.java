package dev.gregor.benchmarks.deliver;

/**
 * How long it took from one moment to another.
 *
 * @param path from where to where
 * @param round counted from 1
 * @param count how many were measured
 * @param p50Millis median
 * @param p95Millis what 95 % keep
 * @param p99Millis what 99 % keep
 */
record DeliverCell(String path, int round, long count, double p50Millis, double p95Millis, double p99Millis) {}
