package dev.gregor.benchmarks.query;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Spread;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import dev.gregor.benchmarks.write.FillRequest;
import dev.gregor.benchmarks.write.FillRun;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures rows by key: in the process, over HTTP, and by way of another instance. */
@Command(name = "query", description = "Rows per second and latency: in process, over HTTP, and of another instance")
public final class Query implements Runnable {

    private static final String TOPICS = "accounts";

    @Option(names = "--in-flight", split = ",", description = "questions at once (default: ${DEFAULT-VALUE})")
    private List<Integer> inFlight = List.of(1, 16, 100);

    @Option(names = "--seconds", description = "to measure each level (default: ${DEFAULT-VALUE})")
    private double seconds = 10;

    @Option(names = "--warm-up", description = "seconds before each way (default: ${DEFAULT-VALUE})")
    private double warmUp = 15;

    @Option(names = "--rounds", description = "how often (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--events", description = "of which the rows are made (default: ${DEFAULT-VALUE})")
    private long events = 100_000;

    @Option(names = "--jvm-option", description = "for each process that asks; may be repeated")
    private List<String> jvmOptions = List.of();

    private final List<QueryCell> cells = new ArrayList<>();

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            String files = dir.path().toString();
            System.err.println("writing %,d events".formatted(events));
            new Fork(List.of()).run(FillRun.NAME, new FillRequest(TOPICS, events, stores, files), line -> {});
            for (int round = 1; round <= rounds; round++) {
                System.err.println("round %d of %d".formatted(round, rounds));
                measure(new QueryRequest(round, inFlight, seconds, warmUp, TOPICS, stores, files));
            }
        }
        System.out.println("\n" + table());
    }

    private void measure(QueryRequest request) {
        new Fork(jvmOptions).run(QueryRun.NAME, request, line -> {
            System.out.println(line);
            cells.add(Json.read(line, QueryCell.class));
        });
    }

    private Table table() {
        Table table = new Table(
                "row is", "in flight", "gets/s (min-max)", "p50 ms (min-max)", "p95 ms (min-max)", "p99 ms (min-max)");
        for (QueryKind kind : QueryKind.values()) {
            for (int level : inFlight) {
                List<QueryCell> some = cells.stream()
                        .filter(cell -> cell.kind() == kind && cell.inFlight() == level)
                        .toList();
                table.add(
                        kind.toString(),
                        Integer.toString(level),
                        Spread.of(some, QueryCell::getsPerSecond).text("%,.0f"),
                        Spread.of(some, QueryCell::p50Millis).text("%.3f"),
                        Spread.of(some, QueryCell::p95Millis).text("%.3f"),
                        Spread.of(some, QueryCell::p99Millis).text("%.3f"));
            }
        }
        return table;
    }
}
