package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Spread;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.messaging.MessagingRequest.Sizes;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures publishing and subscribing beside bare clients, and retries beside Spring Kafka; the sides take turns in each round. */
@Command(
        name = "messaging",
        description =
                "Publishing and subscribing, beside bare clients of Kafka and beside Spring Kafka with retry topics")
public final class MessagingBenchmark implements Runnable {

    @Option(
            names = "--tasks",
            split = ",",
            converter = Task.Converter.class,
            description = "publish, subscribe, latency, failures (default: all)")
    private List<Task> tasks = List.of(Task.values());

    @Option(names = "--events", description = "to publish, and to subscribe to (default: ${DEFAULT-VALUE})")
    private int events = 300_000;

    @Option(names = "--failing", description = "events of which some fail (default: ${DEFAULT-VALUE})")
    private int failing = 40_000;

    @Option(names = "--per-second", description = "events at a steady pace (default: ${DEFAULT-VALUE})")
    private int perSecond = 10_000;

    @Option(names = "--seconds", description = "of that (default: ${DEFAULT-VALUE})")
    private int seconds = 5;

    @Option(names = "--warm-up", description = "seconds before (default: ${DEFAULT-VALUE})")
    private int warmUp = 6;

    @Option(names = "--rounds", description = "how often (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--jvm-option", description = "for each process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    private final List<MessagingFigure> figures = new ArrayList<>();

    /** Made to parse a command line. */
    public MessagingBenchmark() {}

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            for (int round = 1; round <= rounds; round++) {
                measure(round, stores);
                kafka.deleteTopics();
            }
        }
        System.out.println("\n" + table());
    }

    private void measure(int round, Stores stores) {
        Sizes sizes = new Sizes(events, failing, perSecond, seconds, warmUp);
        for (Task task : tasks) {
            for (Side side : task.sides(round)) {
                System.err.println("round %d of %d: %s, %s".formatted(round, rounds, task, side));
                measure(new MessagingRequest(task, side, round, sizes, stores));
            }
        }
    }

    private void measure(MessagingRequest request) {
        ForeignCores foreign = new ForeignCores();
        new Fork(jvmOptions).run(MessagingRun.NAME, request, line -> {
            System.out.println(line);
            figures.add(Json.read(line, MessagingFigure.class));
        });
        String what = "%s, foreign cores".formatted(request.task());
        figures.add(new MessagingFigure(what, request.side(), request.round(), foreign.busy()));
    }

    /** Medians, and the least and the greatest value; the ratio is that of each round. */
    private Table table() {
        Table table = new Table("what", "Gregor (min-max)", "beside", "(min-max)", "ratio (min-max)");
        for (String what :
                figures.stream().map(MessagingFigure::what).distinct().toList()) {
            List<MessagingFigure> gregor = of(what, true);
            List<MessagingFigure> beside = of(what, false);
            String format = what.endsWith("second") || what.contains("letters") ? "%,.0f" : "%.2f";
            table.add(
                    what,
                    Spread.of(gregor, MessagingFigure::value).text(format),
                    beside.get(0).side().toString(),
                    Spread.of(beside, MessagingFigure::value).text(format),
                    Spread.of(gregor, inRound(beside)).text("%.2f"));
        }
        return table;
    }

    private List<MessagingFigure> of(String what, boolean gregor) {
        return figures.stream()
                .filter(each -> each.what().equals(what) && (each.side() == Side.GREGOR) == gregor)
                .toList();
    }

    private static ToDoubleFunction<MessagingFigure> inRound(List<MessagingFigure> beside) {
        return figure -> beside.stream()
                .filter(each -> each.round() == figure.round())
                .mapToDouble(each -> figure.value() / each.value())
                .sum();
    }
}
