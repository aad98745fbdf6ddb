package dev.gregor.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * How long the first command to an aggregate took that was not in memory.
 *
 * @param kind how it is kept
 * @param events that it has
 * @param round counted from 1
 * @param aggregates how many were measured
 * @param p50Millis median from command to outcome
 * @param maxMillis the longest
 */
record LoadCell(LoadKind kind, int events, int round, long aggregates, double p50Millis, double maxMillis) {

    static LoadCell of(LoadRequest request, int events, Histogram nanos) {
        return new LoadCell(
                request.kind(),
                events,
                request.round(),
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getMaxValue() / 1e6);
    }
}
