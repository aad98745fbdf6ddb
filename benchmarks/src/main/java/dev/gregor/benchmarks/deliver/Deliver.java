package dev.gregor.benchmarks.deliver;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Spread;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures from a command to the rows that show its event and to a subscriber, at a steady pace, each round in a fresh process. */
@Command(
        name = "deliver",
        description = "Time from a command until read models and a subscriber see its event, at a steady pace")
public final class Deliver implements Runnable {

    @Option(names = "--per-second", description = "commands to send (default: ${DEFAULT-VALUE})")
    private int perSecond = 1000;

    @Option(names = "--seconds", description = "to measure in each round (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--warm-up", description = "seconds before (default: ${DEFAULT-VALUE})")
    private int warmUp = 30;

    @Option(names = "--rounds", description = "how often (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--jvm-option", description = "for each process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    private final List<DeliverCell> cells = new ArrayList<>();

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            for (int round = 1; round <= rounds; round++) {
                System.err.println("round %d of %d".formatted(round, rounds));
                measure(new DeliverRequest(
                        round, perSecond, seconds, warmUp, stores, dir.path().toString()));
                kafka.deleteTopics();
            }
        }
        System.out.println("\n" + table());
    }

    private void measure(DeliverRequest request) {
        new Fork(jvmOptions).run(DeliverRun.NAME, request, line -> {
            System.out.println(line);
            cells.add(Json.read(line, DeliverCell.class));
        });
    }

    private Table table() {
        Table table = new Table("from, to", "p50 ms (min-max)", "p95 ms (min-max)", "p99 ms (min-max)");
        for (String path : cells.stream().map(DeliverCell::path).distinct().toList()) {
            List<DeliverCell> ofPath =
                    cells.stream().filter(cell -> cell.path().equals(path)).toList();
            table.add(
                    path,
                    Spread.of(ofPath, DeliverCell::p50Millis).text("%.2f"),
                    Spread.of(ofPath, DeliverCell::p95Millis).text("%.2f"),
                    Spread.of(ofPath, DeliverCell::p99Millis).text("%.2f"));
        }
        return table;
    }
}
