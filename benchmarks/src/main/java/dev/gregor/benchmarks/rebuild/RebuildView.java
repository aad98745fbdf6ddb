package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes events, then rebuilds a read model from them while commands and queries go on. */
@Command(
        name = "rebuild-view",
        description = "Events per second of a rebuild, failed queries, and write latency before and during it")
public final class RebuildView implements Runnable {

    @Option(names = "--events", description = "how many there are to apply again (default: ${DEFAULT-VALUE})")
    private long events = 1_000_000;

    @Option(
            names = "--commands-per-second",
            description = "how many go on, each followed by two queries (default: ${DEFAULT-VALUE})")
    private int commandsPerSecond = 100;

    @Option(names = "--seconds", description = "to measure before the rebuild (default: ${DEFAULT-VALUE})")
    private double seconds = 20;

    @Option(names = "--jvm-option", description = "for the process that is measured; may be repeated")
    private List<String> jvmOptions = List.of();

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            String files = dir.path().toString();
            var request = new RebuildRequest(events, commandsPerSecond, seconds, stores, files);
            new Fork(jvmOptions).run(RebuildRun.NAME, request, line -> {
                System.out.println(line);
                System.out.println("\n" + Json.read(line, RebuildFigures.class).table());
            });
        }
    }
}
