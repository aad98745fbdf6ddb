package dev.gregor.benchmarks.start;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.Spread;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.machine.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills the application under load, stops it in order, and starts it again after each, in turn; prints the seconds until it is ready.
 * The exit status is 1 if a start after a kill took more than twice the median of those after a stop.
 */
@Command(name = "start-after-kill", description = "Starts after kill -9 under load, beside starts after a clean stop")
public final class StartAfterKill implements Callable<Integer> {

    private static final double LIMIT = 2;

    @Option(names = "--rounds", description = "a kill and a stop each (default: ${DEFAULT-VALUE})")
    private int rounds = 30;

    @Option(names = "--users", description = "registered before the first round (default: ${DEFAULT-VALUE})")
    private int users = 100_000;

    @Option(names = "--in-flight", description = "registrations at once, all the time (default: ${DEFAULT-VALUE})")
    private int inFlight = 24;

    @Option(names = "--seconds", description = "of load before each kill and each stop (default: ${DEFAULT-VALUE})")
    private double seconds = 4;

    @Option(names = "--jar", description = "the application's, if not that of this build")
    private @Nullable Path jar;

    /** Made to parse a command line. */
    public StartAfterKill() {}

    @Override
    public Integer call() {
        System.out.println(Json.line(Machine.here()));
        List<Double> killed = new ArrayList<>();
        List<Double> stopped = new ArrayList<>();
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                Standalone application = new Standalone(jar, Fork.HEAP, dir.path())) {
            start("first start", application);
            try (Registrations load = Registrations.start(application.address(), inFlight)) {
                awaitUsers(load);
                for (int round = 1; round <= rounds; round++) {
                    stopped.add(again("stop", application::stop, application));
                    killed.add(again("kill -9", application::kill, application));
                }
                System.out.println("%,d users".formatted(load.count()));
            }
        }
        return report(killed, stopped);
    }

    private void awaitUsers(Registrations load) {
        while (load.count() < users) {
            Waiting.seconds(0.1);
        }
    }

    private double again(String how, Runnable end, Standalone application) {
        Waiting.seconds(seconds);
        end.run();
        return start(how, application);
    }

    private static double start(String after, Standalone application) {
        Optional<Double> seconds = application.start();
        System.out.println(
                after + ": " + seconds.map("ready after %.1f s"::formatted).orElse("not ready"));
        return seconds.orElse(Double.POSITIVE_INFINITY);
    }

    private static int report(List<Double> killed, List<Double> stopped) {
        double limit = LIMIT * Spread.of(stopped, each -> each).median();
        long within = killed.stream().filter(each -> each <= limit).count();
        Table table = new Table("started after", "seconds until ready", "within twice the median of a stop");
        table.add("stop", Spread.of(stopped, each -> each).text("%.1f"), "-");
        table.add("kill -9", Spread.of(killed, each -> each).text("%.1f"), within + " of " + killed.size());
        System.out.println("\n" + table);
        return within == killed.size() ? 0 : 1;
    }
}
