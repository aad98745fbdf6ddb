package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Machine;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.benchmarks.store.KafkaServer;
import dev.gregor.benchmarks.store.PostgresServer;
import dev.gregor.benchmarks.store.Stores;
import dev.gregor.benchmarks.write.system.SystemKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares systems round by round, each in a fresh process; prints a line of JSON for each cell, then tables. */
@Command(
        name = "write-path",
        description = "Commands per second and latency, beside a bare Kafka Streams topology and Axon Framework")
public final class WritePath implements Callable<Integer> {

    private static final double BROKER_WARM_UP_SECONDS = 40;

    @Option(names = "--in-flight", split = ",", description = "deposits at once (default: ${DEFAULT-VALUE})")
    private List<Integer> inFlight = List.of(1, 16, 100, 2000);

    @Option(
            names = "--systems",
            split = ",",
            converter = SystemKind.Converter.class,
            description =
                    "of bare, limit, gregor, gregor-http, gregor-http-secured, gregor-http-batch, gregor-http-live, axon (default: all), gregor-fields, gregor-sealed")
    private List<SystemKind> systems = SystemKind.withAccounts();

    @Option(names = "--rounds", description = "how often each system is measured (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", description = "to measure each level (default: ${DEFAULT-VALUE})")
    private double seconds = 15;

    @Option(
            names = "--warm-up",
            description = "seconds before each run, shared by the levels (default: ${DEFAULT-VALUE})")
    private double warmUp = 150;

    @Option(names = "--seed", description = "of the order of systems in each round (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--jvm-option", description = "for each process that measures, as -XX:+UseZGC; may be repeated")
    private List<String> jvmOptions = List.of();

    @Option(names = "--kafka", description = "setting of Kafka Streams as group.protocol=streams; may be repeated")
    private Map<String, String> settings = Map.of();

    private final Cells cells = new Cells();
    private int failures;

    @Override
    public Integer call() {
        System.out.println(Json.line(Machine.here()));
        Optional<PostgresServer> postgres = postgres();
        try (TemporaryFolder dir = TemporaryFolder.create("gregor-benchmarks");
                KafkaServer kafka = KafkaServer.start(dir.path().resolve("kafka"))) {
            Stores stores = new Stores(
                    kafka.store(), postgres.map(PostgresServer::store).orElse(null));
            warmUp(stores, kafka, dir);
            for (int round = 1; round <= rounds; round++) {
                round(round, stores, kafka, dir);
            }
        } finally {
            postgres.ifPresent(PostgresServer::close);
        }
        System.out.println(cells.levels() + cells.ratios());
        return failures == 0 ? 0 : 1;
    }

    private Optional<PostgresServer> postgres() {
        if (systems.stream().noneMatch(SystemKind::needsPostgres)) {
            return Optional.empty();
        }
        Optional<PostgresServer> started = PostgresServer.start();
        if (started.isEmpty()) {
            say("axon is skipped: there is no PostgreSQL on the path or in /usr/lib/postgresql; install it to compare");
            systems = systems.stream().filter(each -> !each.needsPostgres()).toList();
        }
        return started;
    }

    /** The broker, or the first system would pay for the compilation of its code. */
    private void warmUp(Stores stores, KafkaServer kafka, TemporaryFolder dir) {
        say("warm-up of the broker");
        new Fork(List.of()).run(WriteRun.NAME, request(SystemKind.LIMIT, 0, stores, dir), line -> {});
        kafka.deleteTopics();
    }

    private void round(int round, Stores stores, KafkaServer kafka, TemporaryFolder dir) {
        List<SystemKind> shuffled = new ArrayList<>(systems);
        Collections.shuffle(shuffled, new Random(seed + round));
        for (SystemKind system : shuffled) {
            say("round %d of %d: %s".formatted(round, rounds, system));
            measure(request(system, round, stores, dir));
            kafka.deleteTopics();
        }
    }

    private WriteRequest request(SystemKind system, int round, Stores stores, TemporaryFolder dir) {
        return new WriteRequest(
                system,
                round,
                inFlight,
                round == 0 ? 1 : seconds,
                round == 0 ? Math.min(warmUp, BROKER_WARM_UP_SECONDS) : warmUp,
                settings,
                stores,
                dir.path().toString());
    }

    private void measure(WriteRequest request) {
        try {
            new Fork(jvmOptions).run(WriteRun.NAME, request, line -> {
                System.out.println(line);
                cells.add(Json.read(line, Cell.class));
            });
        } catch (IllegalStateException e) {
            failures++;
            say("%s failed in round %d, so there are no figures of it: %s"
                    .formatted(request.system(), request.round(), e.getMessage()));
        }
    }

    private static void say(String text) {
        System.err.println(text);
    }
}
