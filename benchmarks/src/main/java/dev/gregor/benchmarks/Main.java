package dev.gregor.benchmarks;

import dev.gregor.broker.BrokerCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs benchmarks. */
public final class Main {

    private Main() {}

    /** Runs the benchmark that is named first. */
    public static void main(String[] args) throws Exception {
        Path dir = Files.createTempDirectory("gregor-benchmarks");
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (BrokerCluster cluster = BrokerCluster.start(1, dir.resolve("kafka"))) {
            for (String system : java.util.List.of(args)) {
                try (WriteSystem gregor = system.equals("limit")
                        ? new LimitSystem(cluster.bootstrapServers(), dir, "l1")
                        : new GregorSystem(cluster.bootstrapServers(), dir, "g1")) {
                    long[] versions = new long[ClosedLoop.ACCOUNTS];
                    new ClosedLoop(gregor, versions).run(100, 1, 5, executor);
                    for (int inFlight : new int[] {1, 16, 100, 2000}) {
                        System.out.println(new ClosedLoop(gregor, versions).run(inFlight, 1, 6, executor));
                    }
                    gregor.verify(versions);
                }
            }
        }
        executor.shutdown();
        System.exit(0);
    }
}
