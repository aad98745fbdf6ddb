package dev.gregor.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Table;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs micro benchmarks with JMH, each in a process of its own. */
@Command(name = "micro", description = "Nanoseconds and bytes of the hot parts: headers, serialization, handling")
public final class Micro implements Runnable {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Option(names = "--include", description = "a regular expression for their names (default: all)")
    private String include = Micro.class.getPackageName();

    @Option(names = "--seconds", description = "of an iteration (default: ${DEFAULT-VALUE})")
    private double seconds = 1;

    @Option(names = "--iterations", description = "measured, after half as many (default: ${DEFAULT-VALUE})")
    private int iterations = 6;

    @Option(names = "--forks", description = "processes, one after another (default: ${DEFAULT-VALUE})")
    private int forks = 1;

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        List<MicroCell> cells = measure().stream().map(Micro::cell).toList();
        cells.forEach(cell -> System.out.println(Json.line(cell)));
        System.out.println("\n" + table(cells));
    }

    private Collection<RunResult> measure() {
        TimeValue time = TimeValue.milliseconds(Math.round(seconds * 1000));
        var options = new OptionsBuilder()
                .include(include)
                .warmupIterations((iterations + 1) / 2)
                .warmupTime(time)
                .measurementIterations(iterations)
                .measurementTime(time)
                .forks(forks)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        try {
            return new Runner(options).run();
        } catch (RunnerException e) {
            throw new IllegalStateException("The micro benchmarks failed: " + e.getMessage(), e);
        }
    }

    private static MicroCell cell(RunResult result) {
        var parameters = result.getParams();
        String name = parameters.getBenchmark();
        String values = new TreeMap<>(
                        parameters.getParamsKeys().stream().collect(Collectors.toMap(key -> key, parameters::getParam)))
                .entrySet().stream()
                        .map(entry -> entry.getKey() + '=' + entry.getValue())
                        .collect(Collectors.joining(" "));
        return new MicroCell(
                name.substring(Micro.class.getPackageName().length() + 1),
                values,
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError(),
                requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                        .getScore());
    }

    private static Table table(List<MicroCell> cells) {
        Table table = new Table("operation", "with", "ns", "± ns", "bytes allocated");
        cells.forEach(cell -> table.add(
                cell.operation(),
                cell.parameters(),
                "%,.0f".formatted(cell.nanos()),
                "%,.0f".formatted(cell.errorNanos()),
                "%,.0f".formatted(cell.allocatedBytes())));
        return table;
    }
}
