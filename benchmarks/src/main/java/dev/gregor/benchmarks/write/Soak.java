package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import dev.gregor.benchmarks.write.system.SystemKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads one system for long, to see whether its memory stays flat; prints a line of JSON each minute, then a table. */
@Command(name = "soak", description = "Heap and resident memory, minute by minute, under steady load")
public final class Soak implements Runnable {

    @Option(
            names = "--system",
            converter = SystemKind.Converter.class,
            description = "limit, gregor or gregor-http (default: ${DEFAULT-VALUE})")
    private SystemKind system = SystemKind.GREGOR;

    @Option(names = "--minutes", description = "how long (default: ${DEFAULT-VALUE})")
    private int minutes = 10;

    @Option(names = "--in-flight", description = "deposits at once (default: ${DEFAULT-VALUE})")
    private int inFlight = 2000;

    @Option(names = "--jvm-option", description = "for the process that is loaded; may be repeated")
    private List<String> jvmOptions = List.of();

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        Table table = SoakMinute.table();
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            SoakRequest request = new SoakRequest(
                    system, inFlight, minutes, stores, dir.path().toString());
            new Fork(jvmOptions).run(SoakRun.NAME, request, line -> {
                System.out.println(line);
                Json.read(line, SoakMinute.class).addTo(table);
            });
        }
        System.out.println("\n" + table);
    }
}
