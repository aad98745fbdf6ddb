package dev.gregor.benchmarks.rebuild;

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

/** Fills 10,000 accounts with events, and restores, rebuilds and verifies their stores, each in a fresh process. */
@Command(
        name = "rebuild",
        description =
                "Events per second of rebuild and verify, and how long an instance without local state takes to be"
                        + " ready, of few and of many events over 10,000 accounts")
public final class RebuildBenchmark implements Runnable {

    @Option(names = "--events", split = ",", description = "over all accounts (default: ${DEFAULT-VALUE})")
    private List<Integer> events = List.of(100_000, 1_000_000);

    @Option(
            names = "--histories",
            split = ",",
            description = "old: before the command ids that are remembered; new: of commands sent now (default: both)")
    private List<History> histories = List.of(History.values());

    @Option(names = "--rounds", description = "how often each is measured (default: ${DEFAULT-VALUE})")
    private int rounds = 1;

    @Option(names = "--jvm-option", description = "for each process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    private final List<StepCell> cells = new ArrayList<>();

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            for (int round = 1; round <= rounds; round++) {
                for (History history : histories) {
                    for (int count : events) {
                        measure(new StepRequest(
                                Step.FILL,
                                history,
                                count,
                                round,
                                stores,
                                dir.path().toString()));
                        kafka.deleteTopics();
                    }
                }
            }
        }
        System.out.println("\n" + table());
    }

    private void measure(StepRequest first) {
        for (Step step : Step.values()) {
            if (step != Step.RESTORE || first.history() == History.NEW) {
                System.err.printf("%s, %s, %,d events%n", step, first.history(), first.events());
                new Fork(jvmOptions).run(StepRun.NAME, first.then(step), line -> {
                    System.out.println(line);
                    cells.add(Json.read(line, StepCell.class));
                });
            }
        }
    }

    private Table table() {
        Table table = new Table(
                "history",
                "events",
                "rebuild events/s (min-max)",
                "verify events/s (min-max)",
                "restore s (min-max)",
                "restore of rebuilt s (min-max)");
        for (History history : histories) {
            for (int count : events) {
                table.add(
                        history.toString(),
                        "%,d".formatted(count),
                        Spread.of(of(history, count, Step.REBUILD), StepCell::eventsPerSecond)
                                .text("%,.0f"),
                        Spread.of(of(history, count, Step.VERIFY), StepCell::eventsPerSecond)
                                .text("%,.0f"),
                        Spread.of(of(history, count, Step.RESTORE), StepCell::seconds)
                                .text("%.1f"),
                        Spread.of(of(history, count, Step.RESTORE_REBUILT), StepCell::seconds)
                                .text("%.1f"));
            }
        }
        return table;
    }

    private List<StepCell> of(History history, int count, Step step) {
        return cells.stream()
                .filter(cell -> cell.history() == history && cell.events() == count && cell.step() == step)
                .toList();
    }
}
