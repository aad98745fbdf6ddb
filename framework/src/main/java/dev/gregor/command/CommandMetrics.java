package dev.gregor.command;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Times commands by type and outcome ({@code gregor.command}), and counts those in flight. */
final class CommandMetrics {

    private final MeterRegistry meters;
    private final ConcurrentHashMap<Series, Timer> timers = new ConcurrentHashMap<>();

    private record Series(String type, String outcome) {}

    CommandMetrics(MeterRegistry meters, Supplier<Number> inFlight) {
        this.meters = meters;
        Gauge.builder("gregor.command.in.flight", inFlight)
                .description("Commands that wait for their outcome")
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
                .tag("type", series.type())
                .tag("outcome", series.outcome().toLowerCase(java.util.Locale.ROOT))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(meters);
    }
}
