package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes events through the write side, lets the read model apply them, then rebuilds it under load. */
@Command(name = RebuildRun.NAME, hidden = true)
public final class RebuildRun implements Runnable {

    static final String NAME = "rebuild-view-run";

    private static final int IN_FLIGHT = 2000;
    private static final double WARM_UP_SECONDS = 5;
    private static final double POLL_SECONDS = 0.02;

    @Parameters(description = "what to do, as JSON")
    private String request = "";

    @Override
    public void run() {
        RebuildRequest wanted = Json.read(request, RebuildRequest.class);
        try (RebuildSystem system = new RebuildSystem(wanted)) {
            System.err.println("writing %,d events".formatted(wanted.events()));
            fill(system, wanted.events());
            await(() -> system.applied() >= wanted.events());
            try (SteadyLoad load = SteadyLoad.start(system, wanted.commandsPerSecond())) {
                System.out.println(Json.line(measure(system, load, wanted)));
            }
        }
    }

    /** Each account has at least one, so that each row is found. */
    private static void fill(RebuildSystem system, long events) {
        Semaphore free = new Semaphore(IN_FLIGHT);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (long number = 0; number < Math.max(events, SteadyLoad.ACCOUNTS); number++) {
            free.acquireUninterruptibly();
            system.deposit(SteadyLoad.account((int) (number % SteadyLoad.ACCOUNTS)))
                    .whenComplete((position, refused) -> {
                        failure.compareAndSet(null, refused);
                        free.release();
                    });
        }
        free.acquireUninterruptibly(IN_FLIGHT);
        Throwable refused = failure.get();
        if (refused != null) {
            throw new IllegalStateException("A deposit failed: " + refused, refused);
        }
    }

    private static RebuildFigures measure(RebuildSystem system, SteadyLoad load, RebuildRequest wanted) {
        Waiting.seconds(WARM_UP_SECONDS);
        load.begin();
        Waiting.seconds(wanted.seconds());
        Histogram before = load.end();
        String old = system.serving();
        load.begin();
        long start = System.nanoTime();
        system.reset();
        await(() -> !system.serving().equals(old));
        double seconds = (System.nanoTime() - start) / 1e9;
        Histogram during = load.end();
        return new RebuildFigures(
                system.applied(),
                seconds,
                during.getTotalCount(),
                load.queries(),
                load.failed(),
                RebuildFigures.p95Millis(before),
                RebuildFigures.p95Millis(during));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Waiting.seconds(POLL_SECONDS);
        }
    }
}
