package dev.gregor.benchmarks;

import org.HdrHistogram.Histogram;

/**
 * What one system did with so many deposits in flight.
 *
 * @param system its name
 * @param inFlight how many deposits were in flight
 * @param perSecond deposits answered in a second
 * @param latencies in nanoseconds
 * @param cpuPerThousand CPU seconds of client and system, without the broker, for 1,000 deposits
 */
record Level(String system, int inFlight, double perSecond, Histogram latencies, double cpuPerThousand) {

    double percentileMillis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    @Override
    public String toString() {
        return "%-14s %6d in flight %,10.0f/s  p50 %7.2f ms  p95 %7.2f ms  p99 %7.2f ms  %.3f CPU s/1000"
                .formatted(
                        system,
                        inFlight,
                        perSecond,
                        percentileMillis(50),
                        percentileMillis(95),
                        percentileMillis(99),
                        cpuPerThousand);
    }
}
