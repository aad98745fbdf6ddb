package dev.gregor.benchmarks.seal;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import dev.gregor.benchmarks.write.WritePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares events with two sealed fields to the same without a seal, round by round; then forgets a person among many events. */
@Command(
        name = "seal",
        description =
                "Commands per second with two sealed fields in each event beside none, and the time of forgetting a person")
public final class Seal implements Callable<Integer> {

    @Option(names = "--in-flight", split = ",", description = "commands at once (default: ${DEFAULT-VALUE})")
    private List<Integer> inFlight = List.of(100, 2000);

    @Option(names = "--rounds", description = "how often each is measured; 0 only forgets (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--seconds", description = "to measure each level (default: ${DEFAULT-VALUE})")
    private double seconds = 10;

    @Option(names = "--warm-up", description = "seconds before each run (default: ${DEFAULT-VALUE})")
    private double warmUp = 60;

    @Option(
            names = "--events",
            description = "before a person is forgotten; 0 forgets none (default: ${DEFAULT-VALUE})")
    private int events = 1_000_000;

    @Option(names = "--jvm-option", description = "for each process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    @Override
    public Integer call() {
        int status = rounds == 0 ? 0 : compare();
        if (events > 0) {
            forget();
        }
        return status;
    }

    private int compare() {
        List<String> arguments = new ArrayList<>(List.of(
                "--systems=gregor-fields,gregor-sealed",
                "--in-flight=" + inFlight.stream().map(String::valueOf).collect(Collectors.joining(",")),
                "--rounds=" + rounds,
                "--seconds=" + seconds,
                "--warm-up=" + warmUp));
        jvmOptions.forEach(each -> arguments.add("--jvm-option=" + each));
        return new CommandLine(new WritePath()).execute(arguments.toArray(String[]::new));
    }

    private void forget() {
        Table table = new Table("what", "seconds");
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            ForgetRequest request = new ForgetRequest(
                    events, new Stores(kafka.store(), null), dir.path().toString());
            new Fork(jvmOptions).run(ForgetRun.NAME, request, line -> {
                System.out.println(line);
                ForgetFigure figure = Json.read(line, ForgetFigure.class);
                table.add(figure.what(), String.format(Locale.ROOT, "%,.3f", figure.seconds()));
            });
        }
        System.out.println("\n" + table);
    }
}
