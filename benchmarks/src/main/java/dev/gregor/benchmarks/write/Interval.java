package dev.gregor.benchmarks.write;

import org.HdrHistogram.Histogram;

/**
 * What was answered within a while.
 *
 * @param deposits how many were acknowledged
 * @param refused how many were not taken
 * @param seconds how long the while was
 * @param latencies of acknowledged deposits, in nanoseconds
 */
record Interval(long deposits, long refused, double seconds, Histogram latencies) {

    double perSecond() {
        return deposits / seconds;
    }

    double percentileMillis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }
}
