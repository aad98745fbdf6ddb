package dev.gregor.benchmarks.project;

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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes events once, and lets each reader apply them all, round by round, each time in a fresh process. */
@Command(
        name = "project",
        description = "Events per second into a table projection and a windowed one, beside bare aggregations")
public final class Project implements Runnable {

    private static final String TOPICS = "history";

    @Option(names = "--events", description = "how many to read (default: ${DEFAULT-VALUE})")
    private long events = 300_000;

    @Option(
            names = "--readers",
            split = ",",
            converter = ReaderKind.Converter.class,
            description = "of bare-table, table, bare-window, window (default: all)")
    private List<ReaderKind> readers = List.of(ReaderKind.values());

    @Option(names = "--rounds", description = "how often each reader is measured (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seed", description = "of the order of readers in each round (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--jvm-option", description = "for each process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    private final List<ProjectCell> cells = new ArrayList<>();

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
                round(round, stores, files);
            }
        }
        System.out.println("\n" + table());
    }

    private void round(int round, Stores stores, String files) {
        List<ReaderKind> shuffled = new ArrayList<>(readers);
        Collections.shuffle(shuffled, new Random(seed + round));
        for (ReaderKind reader : shuffled) {
            System.err.println("round %d of %d: %s".formatted(round, rounds, reader));
            ProjectRequest request = new ProjectRequest(reader, round, events, TOPICS, stores, files);
            new Fork(jvmOptions).run(ProjectRun.NAME, request, line -> {
                System.out.println(line);
                cells.add(Json.read(line, ProjectCell.class));
            });
        }
    }

    private Table table() {
        Table table =
                new Table("reader", "events/s (min-max)", "of bare (min-max)", "CPU s/1000", "foreign cores (max)");
        for (ReaderKind reader : readers) {
            List<ProjectCell> ofReader = of(reader);
            table.add(
                    reader.toString(),
                    Spread.of(ofReader, ProjectCell::eventsPerSecond).text("%,.0f"),
                    Spread.of(ofReader, this::ofBare).text("%.2f"),
                    "%.4f"
                            .formatted(Spread.of(ofReader, ProjectCell::cpuSecondsPer1000)
                                    .median()),
                    "%.2f"
                            .formatted(Spread.of(ofReader, ProjectCell::foreignCores)
                                    .max()));
        }
        return table;
    }

    private double ofBare(ProjectCell cell) {
        return of(cell.reader().bare()).stream()
                .filter(bare -> bare.round() == cell.round())
                .mapToDouble(bare -> cell.eventsPerSecond() / bare.eventsPerSecond())
                .findFirst()
                .orElse(Double.NaN);
    }

    private List<ProjectCell> of(ReaderKind reader) {
        return cells.stream().filter(cell -> cell.reader() == reader).toList();
    }
}
