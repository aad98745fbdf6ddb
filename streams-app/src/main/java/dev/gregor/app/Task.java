package dev.gregor.app;

import dev.gregor.node.BrokerAlone;
import dev.gregor.node.Maintenance;
import dev.gregor.node.settings.Settings;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** What can be done while the application is stopped. */
enum Task {
    /** Makes them again. */
    REBUILD(
            "rebuild",
            "Makes the write side's stores of an aggregate type again from its events. Stop all instances before."
                    + " Interrupted, it goes on when run again."),
    /** Compares them. */
    VERIFY(
            "verify",
            "Folds all events of an aggregate type and compares what comes out with the write side's stores. Changes"
                    + " nothing; ends with 1 if it finds a difference. Stop all instances before."),
    /** Runs the broker. */
    BROKER(
            "broker",
            "Runs the broker of the data folder without the application, for Kafka's own tools, until it is stopped.");

    private final String word;
    private final String meaning;

    Task(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    static Optional<Task> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    String word() {
        return word;
    }

    String meaning() {
        return meaning;
    }

    /** Whether it is about one aggregate type. */
    boolean hasAggregateType() {
        return this != BROKER;
    }

    /** Does it, and answers whether all is well; throws as {@link Maintenance} and {@link BrokerAlone} do. */
    boolean run(Settings settings, String aggregateType, Consumer<String> report) {
        return switch (this) {
            case VERIFY -> Maintenance.verify(settings, aggregateType, new Terminal(report));
            case REBUILD -> {
                Maintenance.rebuild(settings, aggregateType, new Terminal(report));
                yield true;
            }
            case BROKER -> {
                runBroker(settings, report);
                yield false;
            }
        };
    }

    /** Reports to whoever started the task. */
    private record Terminal(Consumer<String> out) implements Maintenance.Caller {
        @Override
        public void report(String line) {
            out.accept(line);
        }

        @Override
        public void ends() {
            Logging.stopping();
        }

        @Override
        public void cannotGoOn(Exception reason) {
            Main.halt(reason);
        }
    }

    /** Returns only if the broker fails. */
    private static void runBroker(Settings settings, Consumer<String> report) {
        BrokerAlone broker = BrokerAlone.start(settings);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Logging.stopping();
                            broker.close();
                        },
                        "gregor-shutdown"));
        report.accept("Kafka  %s (in this process, without the application), Ctrl-C stops it"
                .formatted(broker.bootstrapServers()));
        report.accept(broker.failure().toCompletableFuture().join().getMessage());
    }
}
