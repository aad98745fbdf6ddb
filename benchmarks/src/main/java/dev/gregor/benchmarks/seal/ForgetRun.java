package dev.gregor.benchmarks.seal;

import dev.gregor.benchmarks.gregor.SubjectKeysOfRun;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.person.LastVisits;
import dev.gregor.benchmarks.person.SealedPersons;
import dev.gregor.benchmarks.person.SealedVisit;
import dev.gregor.benchmarks.person.SealedVisited;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.command.CommandOutcome;
import dev.gregor.node.Gregor;
import dev.gregor.privacy.Receipt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes visits of 10,000 persons to a node with a read model in clear, forgets one, and reads its name everywhere. */
@Command(name = ForgetRun.NAME, hidden = true)
public final class ForgetRun implements Runnable {

    static final String NAME = "forget-run";

    private static final int PERSONS = 10_000;
    private static final int IN_FLIGHT = 500;
    private static final double PAUSE_SECONDS = 0.02;
    private static final String FORGOTTEN = person(42);
    private static final String KNOWN = person(43);

    @Parameters(description = "what to measure, as JSON")
    private String request = "";

    @Override
    public void run() {
        ForgetRequest wanted = Json.read(request, ForgetRequest.class);
        Place place = new Place(wanted.stores(), Map.of(), Path.of(wanted.dir(), "forget"), "forget");
        try (SubjectKeysOfRun keys = SubjectKeysOfRun.open(place);
                Gregor gregor = Gregor.configure()
                        .app("forget")
                        .bootstrapServers(place.bootstrapServers())
                        .dataDir(place.dir())
                        .aggregate(new SealedPersons())
                        .projection(new LastVisits())
                        .privacy(keys.store(), keys.masters())
                        .start()) {
            timed("keys of %,d persons are made".formatted(PERSONS), () -> keys.make(persons()));
            timed("%,d events are written".formatted(wanted.events()), () -> visit(gregor, wanted.events()));
            timed("the read model has applied the last", () -> awaitLast(gregor, wanted.events() - 1));
            awaitName(gregor, FORGOTTEN, nameOf(FORGOTTEN));
            timed("forget answers", () -> gregor.privacy().forget(FORGOTTEN, "the benchmark", "to measure it"));
            timed("its events read as the replacement", () -> awaitEvents(gregor));
            timed("the read model is built again", () -> awaitDone(gregor));
            awaitName(gregor, FORGOTTEN, "");
            awaitName(gregor, KNOWN, nameOf(KNOWN));
        }
    }

    private static String person(int number) {
        return "person-" + number;
    }

    private static List<String> persons() {
        return IntStream.range(0, PERSONS).mapToObj(ForgetRun::person).toList();
    }

    private static String nameOf(String person) {
        return "name of " + person;
    }

    private static void timed(String what, Runnable step) {
        long start = System.nanoTime();
        step.run();
        System.out.println(Json.line(new ForgetFigure(what, (System.nanoTime() - start) / 1e9)));
    }

    private static void visit(Gregor gregor, int events) {
        Semaphore free = new Semaphore(IN_FLIGHT);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < events && failure.get() == null; i++) {
            String person = person(i % PERSONS);
            free.acquireUninterruptibly();
            visit(gregor, person).whenComplete((done, failed) -> {
                failure.compareAndSet(null, failed);
                free.release();
            });
        }
        free.acquireUninterruptibly(IN_FLIGHT);
        if (failure.get() != null) {
            throw new IllegalStateException("A visit failed", failure.get());
        }
    }

    /** A node that has warmed up takes more commands at once than one that has not, so what it refuses is sent again. */
    private static CompletableFuture<CommandOutcome> visit(Gregor gregor, String person) {
        return gregor.commands()
                .send(SealedPersons.class, person, new SealedVisit(person, nameOf(person), "a place"))
                .thenCompose(outcome -> {
                    if (outcome instanceof CommandOutcome.Unavailable) {
                        Waiting.seconds(PAUSE_SECONDS);
                        return visit(gregor, person);
                    }
                    outcome.orElseThrow();
                    return CompletableFuture.completedFuture(outcome);
                });
    }

    private static void awaitLast(Gregor gregor, int last) {
        await(() -> gregor.queries()
                .get(LastVisits.class, person(last % PERSONS))
                .join()
                .filter(row -> row.getVisits() == last / PERSONS + 1)
                .isPresent());
    }

    private static void awaitName(Gregor gregor, String person, String name) {
        await(() -> gregor.queries()
                .get(LastVisits.class, person)
                .join()
                .filter(row -> row.getLastName().equals(name))
                .isPresent());
    }

    private static void awaitEvents(Gregor gregor) {
        await(() -> gregor.events().history(SealedPersons.class, FORGOTTEN, 1, 10).join().stream()
                .allMatch(event -> ((SealedVisited) event.data()).getName().isEmpty()));
    }

    private static void awaitDone(Gregor gregor) {
        await(() -> gregor.privacy().receipt(FORGOTTEN).filter(Receipt::done).isPresent());
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Waiting.seconds(PAUSE_SECONDS);
        }
    }
}
