package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.machine.Table;
import org.HdrHistogram.Histogram;

/**
 * What a rebuild cost.
 *
 * @param events that were applied again
 * @param seconds from the command to the switch
 * @param commands that were accepted meanwhile
 * @param queries that were asked meanwhile, half of them after the position of a command
 * @param failed queries among those
 * @param p95MillisBefore latency of commands before the rebuild
 * @param p95MillisDuring the same during it
 */
record RebuildFigures(
        long events,
        double seconds,
        long commands,
        long queries,
        long failed,
        double p95MillisBefore,
        double p95MillisDuring) {

    static double p95Millis(Histogram nanos) {
        return nanos.getValueAtPercentile(95) / 1e6;
    }

    Table table() {
        Table table = new Table(
                "events",
                "seconds",
                "events/s",
                "commands",
                "queries",
                "failed queries",
                "write p95 ms before",
                "during",
                "ratio");
        table.add(
                "%,d".formatted(events),
                "%.1f".formatted(seconds),
                "%,.0f".formatted(events / seconds),
                "%,d".formatted(commands),
                "%,d".formatted(queries),
                "%,d".formatted(failed),
                "%.1f".formatted(p95MillisBefore),
                "%.1f".formatted(p95MillisDuring),
                "%.2f".formatted(p95MillisDuring / p95MillisBefore));
        return table;
    }
}
