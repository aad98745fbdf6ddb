package dev.gregor.benchmarks.deliver;

import dev.gregor.benchmarks.account.Balances;
import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.account.DepositsPerSecond;
import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.projection.gateway.QueryGateway;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs write side, read models and a subscriber in this process and measures from the one to the others. */
@Command(name = DeliverRun.NAME, hidden = true)
public final class DeliverRun implements Runnable {

    static final String NAME = "deliver-run";

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(30);

    /** Parts of the pace: code that is not compiled yet falls behind at once, and what is measured would wait for that. */
    private static final List<Integer> WARM_UP = List.of(8, 4, 2, 1);

    @Parameters(description = "what to deliver, as JSON")
    private String request = "";

    @Override
    public void run() {
        DeliverRequest wanted = Json.read(request, DeliverRequest.class);
        Place place = wanted.place();
        EmbeddedGregor gregor = new EmbeddedGregor(place, place.run());
        try (var write = gregor.startWriteSide();
                var projections = gregor.startProjections(List.of(new Balances(), new DepositsPerSecond()));
                var subscriber = Subscriber.start(gregor.liveEvents(), BenchmarkAccount.TYPE);
                var commands = gregor.startGateway()) {
            Waiting.until(
                    "the write side and the read models run", () -> write.isRunning() && projections.areRunning());
            QueryGateway queries = QueryGateway.over(projections, QUERY_TIMEOUT);
            for (int part : WARM_UP) {
                new Deliveries(commands, queries, subscriber)
                        .run(wanted.perSecond() / part, wanted.warmUpSeconds() / WARM_UP.size());
            }
            Deliveries measured = new Deliveries(commands, queries, subscriber);
            measured.run(wanted.perSecond(), wanted.seconds());
            measured.cells(wanted.round()).forEach(cell -> System.out.println(Json.line(cell)));
        }
    }
}
