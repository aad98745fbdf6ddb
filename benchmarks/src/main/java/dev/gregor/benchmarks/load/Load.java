package dev.gregor.benchmarks.load;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Spread;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares ways to keep aggregates round by round, each in a fresh process. */
@Command(
        name = "load",
        description = "Time of the first command to an aggregate that is not in memory, by its number of events")
public final class Load implements Runnable {

    @Option(names = "--events", split = ",", description = "of each aggregate (default: ${DEFAULT-VALUE})")
    private List<Integer> events = List.of(10, 100, 1_000, 10_000, 100_000);

    @Option(names = "--warm-up", description = "small aggregates to load before (default: ${DEFAULT-VALUE})")
    private int warmUp = 1000;

    @Option(names = "--rounds", description = "how often each way is measured (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seed", description = "of the order of ways in each round (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--jvm-option", description = "for each process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    private final List<LoadCell> cells = new ArrayList<>();

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            for (int round = 1; round <= rounds; round++) {
                for (LoadKind kind : shuffled(round)) {
                    System.err.println("round %d of %d: %s".formatted(round, rounds, kind));
                    measure(new LoadRequest(
                            kind, round, events, warmUp, stores, dir.path().toString()));
                    kafka.deleteTopics();
                }
            }
        }
        System.out.println("\n" + table());
    }

    private List<LoadKind> shuffled(int round) {
        List<LoadKind> kinds = new ArrayList<>(List.of(LoadKind.values()));
        Collections.shuffle(kinds, new Random(seed + round));
        return kinds;
    }

    private void measure(LoadRequest request) {
        new Fork(jvmOptions).run(LoadRun.NAME, request, line -> {
            System.out.println(line);
            cells.add(Json.read(line, LoadCell.class));
        });
    }

    private Table table() {
        Table table = new Table("kept as", "events", "p50 ms (min-max)", "longest ms (min-max)");
        for (LoadKind kind : LoadKind.values()) {
            for (int size : events) {
                List<LoadCell> some = cells.stream()
                        .filter(cell -> cell.kind() == kind && cell.events() == size)
                        .toList();
                table.add(
                        kind.toString(),
                        "%,d".formatted(size),
                        Spread.of(some, LoadCell::p50Millis).text("%.2f"),
                        Spread.of(some, LoadCell::maxMillis).text("%.2f"));
            }
        }
        return table;
    }
}
