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
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fills aggregates with events, and measures steps on them, each in a fresh process. */
abstract class StepBenchmark implements Runnable {

    /**
     * A figure of a step.
     *
     * @param name with its unit
     * @param step of which it is
     * @param figure what is shown
     * @param format of each number
     */
    record Column(String name, Step step, ToDoubleFunction<StepCell> figure, String format) {

        String text(List<StepCell> measured, List<StepCell> comparable) {
            List<StepCell> shown = ofStep(measured);
            String text = Spread.of(shown, figure).text(format);
            List<StepCell> others = ofStep(comparable);
            return others.isEmpty() ? text : text + " ×%.2f".formatted(median(shown) / median(others));
        }

        private List<StepCell> ofStep(List<StepCell> cells) {
            return cells.stream().filter(cell -> cell.step() == step).toList();
        }

        private double median(List<StepCell> cells) {
            return Spread.of(cells, figure).median();
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--events", split = ",", description = "over all aggregates (default: ${DEFAULT-VALUE})")
    private List<Integer> events = List.of(100_000, 1_000_000);

    @Option(
            names = "--aggregates",
            split = ",",
            description = "that share the events, at most as many as events (default: ${DEFAULT-VALUE})")
    private List<Integer> aggregates;

    @Option(
            names = "--histories",
            split = ",",
            description =
                    "old: before the command ids that are remembered; new: of commands sent now; recent: as new, but"
                            + " written straight to the topic (default: old,new)")
    private List<History> histories = List.of(History.OLD, History.NEW);

    @Option(
            names = "--shapes",
            split = ",",
            description =
                    "aggregates: as many as said; one-aggregate: all events of one; one-command: all events of one"
                            + " command, not for new (default: aggregates)")
    private List<Shape> shapes = List.of(Shape.AGGREGATES);

    @Option(
            names = "--rounds",
            description = "how often each is measured, every other time in reverse order (default: ${DEFAULT-VALUE})")
    private int rounds = 2;

    @Option(names = "--jvm-option", description = "for each process that measures; may be repeated")
    private List<String> jvmOptions = List.of();

    private final List<StepCell> cells = new ArrayList<>();

    StepBenchmark(List<Integer> aggregates) {
        this.aggregates = aggregates;
    }

    /** What follows after such a history was written. */
    abstract List<Step> steps(History history);

    abstract List<Column> columns();

    @Override
    public void run() {
        List<Content> contents = contents();
        System.out.println(Json.line(Machine.here()));
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(kafka.store(), null);
            for (int round = 1; round <= rounds; round++) {
                for (Content content : inOrder(contents, round)) {
                    measure(new StepRequest(
                            Step.FILL, content, round, stores, dir.path().toString()));
                    kafka.deleteTopics();
                }
            }
        }
        System.out.println("\n" + table(contents));
    }

    private List<Content> contents() {
        List<Content> contents = new ArrayList<>();
        for (History history : histories) {
            for (int aggregateCount : aggregates) {
                for (int eventCount : events) {
                    for (Shape shape : shapes) {
                        contents.add(content(history, shape, aggregateCount, eventCount));
                    }
                }
            }
        }
        return contents.stream().distinct().toList();
    }

    private Content content(History history, Shape shape, int aggregateCount, int eventCount) {
        try {
            return new Content(history, Shape.AGGREGATES, aggregateCount, eventCount).with(shape);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The broker is cold at first, which is not to fall on the same content each time. */
    private static List<Content> inOrder(List<Content> contents, int round) {
        List<Content> ordered = new ArrayList<>(contents);
        if (round % 2 == 0) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    private void measure(StepRequest first) {
        Stream.concat(Stream.of(Step.FILL), steps(first.content().history()).stream())
                .forEach(step -> {
                    System.err.printf("%s, %s%n", step, first.content());
                    new Fork(jvmOptions).run(StepRun.NAME, first.then(step), line -> {
                        System.out.println(line);
                        cells.add(Json.read(line, StepCell.class));
                    });
                });
    }

    private Table table(List<Content> contents) {
        Stream<String> names = columns().stream().map(column -> column.name() + " (min-max)");
        Table table = new Table(Stream.concat(Stream.of("history", "shape", "aggregates", "events"), names)
                .toArray(String[]::new));
        contents.forEach(content -> table.add(row(content)));
        return table;
    }

    /** What as many events of many aggregates took, beside those of one; nothing for these themselves. */
    private List<StepCell> comparable(Content content) {
        return cells.stream()
                .filter(cell -> cell.content().shape() == Shape.AGGREGATES)
                .filter(cell -> content.shape() != Shape.AGGREGATES
                        && cell.content().with(content.shape()).equals(content))
                .toList();
    }

    private String[] row(Content content) {
        List<StepCell> measured =
                cells.stream().filter(cell -> cell.content().equals(content)).toList();
        Stream<String> what = Stream.of(
                content.history().toString(),
                content.shape().toString(),
                "%,d".formatted(content.aggregates()),
                "%,d".formatted(content.events()));
        return Stream.concat(what, columns().stream().map(column -> column.text(measured, comparable(content))))
                .toArray(String[]::new);
    }
}
