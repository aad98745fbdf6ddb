package dev.gregor.command.gateway;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Times the commands of one gateway by type and outcome ({@code gregor.command}), and counts those in flight; gone when it closes. */
final class CommandMetrics implements AutoCloseable {

    private final MeterRegistry meters;
    private final String app;
    private final Meter inFlight;
    private final ConcurrentHashMap<Series, Timer> timers = new ConcurrentHashMap<>();

    private record Series(String type, String outcome) {}

    /** Few, for there are as many for each type of command and outcome. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10)
    };

    CommandMetrics(MeterRegistry meters, String app, Supplier<Number> inFlight) {
        this.meters = meters;
        this.app = app;
        this.inFlight = Gauge.builder("gregor.command.in.flight", inFlight)
                .description("Commands that wait for their outcome")
                .tag("app", app)
                .register(meters);
    }

    CompletableFuture<CommandOutcome> time(Command command, CompletableFuture<CommandOutcome> outcome) {
        long start = System.nanoTime();
        return outcome.whenComplete((known, impossible) -> timers.computeIfAbsent(
                        new Series(command.type().toString(), known.getClass().getSimpleName()), this::timer)
                .record(Duration.ofNanos(System.nanoTime() - start)));
    }

    private Timer timer(Series series) {
        return Timer.builder("gregor.command")
                .description("Time from sending a command to its outcome")
                .tag("app", app)
                .tag("type", series.type())
                .tag("outcome", series.outcome().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    @Override
    public void close() {
        meters.remove(inFlight);
        timers.values().forEach(meters::remove);
    }
}
