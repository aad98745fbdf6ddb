package dev.gregor.benchmarks.schedule;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures schedules with many of them pending, many due at once, and many delivered before a restart. */
@Command(
        name = "schedules",
        description = "Messages that are due at a time: heap and lateness with many pending, restarts after many")
public final class ScheduleBenchmark implements Runnable {

    @Option(
            names = "--pending",
            description = "schedules that are pending, and as many delivered (default: ${DEFAULT-VALUE})")
    private int pending = 1_000_000;

    @Option(names = "--burst", description = "schedules that are due in one second (default: ${DEFAULT-VALUE})")
    private int burst = 10_000;

    @Option(names = "--jvm-option", description = "for the process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        Table table = new Table("what", "value");
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            ScheduleRequest request =
                    new ScheduleRequest(pending, burst, stores, dir.path().toString());
            new Fork(jvmOptions).run(ScheduleRun.NAME, request, line -> {
                System.out.println(line);
                ScheduleFigure figure = Json.read(line, ScheduleFigure.class);
                table.add(figure.what(), String.format(Locale.ROOT, "%,.1f", figure.value()));
            });
        }
        System.out.println("\n" + table);
    }
}
