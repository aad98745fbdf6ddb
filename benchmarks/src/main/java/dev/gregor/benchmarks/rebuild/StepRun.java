package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.rebuild.Rebuild;
import dev.gregor.rebuild.Verification;
import dev.gregor.streams.StreamsApplication;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Does one step in this process. */
@Command(name = StepRun.NAME, hidden = true)
public final class StepRun implements Runnable {

    static final String NAME = "step-run";

    @Parameters(description = "what to do, as JSON")
    private String request = "";

    @Override
    public void run() {
        StepRequest wanted = Json.read(request, StepRequest.class);
        AccountStores stores = new AccountStores(wanted);
        long start = System.nanoTime();
        double cpuBefore = cpuSeconds();
        AutoCloseable left = run(wanted, stores);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = cpuSeconds() - cpuBefore;
        close(left);
        System.out.println(Json.line(new StepCell(wanted.step(), wanted.content(), wanted.round(), seconds, cpu)));
    }

    private static double cpuSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** Answers what is left to be closed, which is not measured. */
    private static AutoCloseable run(StepRequest wanted, AccountStores stores) {
        switch (wanted.step()) {
            case FILL -> fill(wanted, stores);
            case REBUILD -> {
                Rebuild.Result result = Rebuild.run(stores.stopped());
                require(wanted.content(), result.events(), result.aggregates());
            }
            case VERIFY -> verify(wanted, stores);
            case RESTORE, RESTORE_REBUILT -> {
                return stores.start();
            }
        }
        return () -> {};
    }

    private static void fill(StepRequest wanted, AccountStores stores) {
        stores.createTopics();
        Content content = wanted.content();
        if (content.history() != History.NEW) {
            new DirectEvents(stores.writeSide(), content).write(stores.kafka());
        } else {
            StreamsApplication application = stores.start();
            try (CommandGateway gateway = stores.startGateway()) {
                new Deposits(gateway).send(content);
            } finally {
                application.close();
            }
        }
    }

    private static void verify(StepRequest wanted, AccountStores stores) {
        Verification.Result result = Verification.run(stores.stopped());
        require(wanted.content(), result.events(), result.aggregates());
        if (!result.findings().isEmpty()) {
            throw new IllegalStateException("The stores are not what the events give: " + result.findings());
        }
    }

    private static void require(Content expected, long events, long aggregates) {
        if (events != expected.events() || aggregates != expected.aggregates()) {
            throw new IllegalStateException(
                    "Found %d events of %d aggregates where there are %s".formatted(events, aggregates, expected));
        }
    }

    private static void close(AutoCloseable left) {
        try {
            left.close();
        } catch (Exception e) {
            throw new IllegalStateException("The write side did not stop", e);
        }
    }
}
