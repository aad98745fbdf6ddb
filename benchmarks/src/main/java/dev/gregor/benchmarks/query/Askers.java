package dev.gregor.benchmarks.query;

import dev.gregor.benchmarks.machine.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Threads of which each asks for one row after another, drawn uniformly.
 *
 * @param kind the way to the rows
 * @param source where they come from
 * @param accounts whose rows
 */
record Askers(QueryKind kind, Source source, List<String> accounts) {

    private static final int DIGITS = 3;

    /** Asks for so long. */
    QueryCell ask(int round, int inFlight, double seconds) {
        Histogram nanos = new ConcurrentHistogram(DIGITS);
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        ExecutorService threads = Executors.newFixedThreadPool(inFlight);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int seed = 0; seed < inFlight; seed++) {
            Random random = new Random(seed);
            all.add(CompletableFuture.runAsync(() -> askUntil(end, random, nanos), threads));
        }
        Waiting.seconds(seconds);
        all.forEach(CompletableFuture::join);
        threads.shutdown();
        return cell(round, inFlight, (System.nanoTime() - start) / 1e9, nanos);
    }

    private void askUntil(long end, Random random, Histogram nanos) {
        long before = System.nanoTime();
        while (before < end) {
            source.get(accounts.get(random.nextInt(accounts.size())));
            long after = System.nanoTime();
            nanos.recordValue(after - before);
            before = after;
        }
    }

    private QueryCell cell(int round, int inFlight, double seconds, Histogram nanos) {
        return new QueryCell(
                kind,
                inFlight,
                round,
                nanos.getTotalCount() / seconds,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(95) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6);
    }
}
