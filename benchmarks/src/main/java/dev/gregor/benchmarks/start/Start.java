package dev.gregor.benchmarks.start;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Spread;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.machine.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts the application in a new folder, with the broker in its process, and lets it rest; prints the seconds until it is ready,
 * the CPU seconds until then, and the part of a core that it uses at rest. Two JARs take turns.
 */
@Command(name = "start", description = "Starts in a new folder, and the CPU at rest, of two JARs in turn")
public final class Start implements Runnable {

    private static final String THIS = "this build";

    @Option(names = "--jar", description = "the application's, if not that of this build")
    private @Nullable Path jar;

    @Option(names = "--beside", description = "another JAR of the application, as of the commit before")
    private @Nullable Path beside;

    @Option(names = "--rounds", description = "starts of each (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--warm-up",
            description = "seconds from ready until it counts as at rest (default: ${DEFAULT-VALUE})")
    private double warmUp = 60;

    @Option(
            names = "--rest",
            description = "seconds to measure at rest; 0 for the start alone (default: ${DEFAULT-VALUE})")
    private double rest = 60;

    @Option(names = "--jvm-option", description = "for this build's processes, as -Xshare:off; may be repeated")
    private List<String> jvmOptions = new ArrayList<>();

    /** Made to parse a command line. */
    public Start() {}

    private record Figures(double ready, double cpu, double resting) {}

    @Override
    public void run() {
        System.out.println(Json.line(Machine.here()));
        Map<String, List<Figures>> figures = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            if (beside != null) {
                measure(beside.toString(), beside, List.of(), figures);
            }
            measure(jar == null ? THIS : jar.toString(), jar, jvmOptions, figures);
        }
        Table table = new Table("JAR", "seconds until ready", "CPU seconds until ready", "part of a core at rest");
        figures.forEach(
                (name, each) -> table.add(name, text(each, Figures::ready), text(each, Figures::cpu), resting(each)));
        System.out.println("\n" + table);
    }

    private static String text(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return Spread.of(rounds, figure).text("%.1f");
    }

    private String resting(List<Figures> rounds) {
        return rest > 0 ? Spread.of(rounds, Figures::resting).text("%.3f") : "-";
    }

    private void measure(String name, @Nullable Path of, List<String> options, Map<String, List<Figures>> figures) {
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                Standalone application = new Standalone(of, options, dir.path())) {
            double ready = application.start().orElse(Double.POSITIVE_INFINITY);
            double cpu = application.cpuSeconds();
            Figures measured = new Figures(ready, cpu, rest > 0 ? resting(application) : Double.NaN);
            System.out.println("%s: %s".formatted(name, measured));
            figures.computeIfAbsent(name, each -> new ArrayList<>()).add(measured);
            application.stop();
        }
    }

    private double resting(Standalone application) {
        Waiting.seconds(warmUp);
        double before = application.cpuSeconds();
        Waiting.seconds(rest);
        return (application.cpuSeconds() - before) / rest;
    }
}
