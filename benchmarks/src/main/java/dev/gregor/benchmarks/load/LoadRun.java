package dev.gregor.benchmarks.load;

import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes aggregates of many events, starts the write side again, and sends each its first command. */
@Command(name = LoadRun.NAME, hidden = true)
public final class LoadRun implements Runnable {

    static final String NAME = "load-run";

    private static final int EVENTS_TO_WARM_UP = 11;

    @Parameters(description = "what to load, as JSON")
    private String request = "";

    @Override
    public void run() {
        LoadRequest wanted = Json.read(request, LoadRequest.class);
        EmbeddedGregor gregor =
                new EmbeddedGregor(wanted.place(), wanted.place().run());
        List<Accounts> accounts =
                wanted.events().stream().sorted().map(Accounts::of).toList();
        fill(gregor, wanted, accounts);
        measure(gregor, wanted, accounts).forEach(cell -> System.out.println(Json.line(cell)));
    }

    private static void fill(EmbeddedGregor gregor, LoadRequest wanted, List<Accounts> accounts) {
        try (var write = gregor.startWriteSide(wanted.kind().settings());
                var commands = gregor.startGateway()) {
            Waiting.until("the write side runs", write::isRunning);
            warmUp(wanted).fill(commands);
            accounts.forEach(each -> each.fill(commands));
        }
    }

    private static List<LoadCell> measure(EmbeddedGregor gregor, LoadRequest wanted, List<Accounts> accounts) {
        try (var write = gregor.startWriteSide(wanted.kind().settings());
                var commands = gregor.startGateway()) {
            Waiting.until("the write side runs again", write::isRunning);
            warmUp(wanted).timesOfOneMore(commands);
            return accounts.stream()
                    .map(each -> LoadCell.of(wanted, each.events(), each.timesOfOneMore(commands)))
                    .toList();
        }
    }

    private static Accounts warmUp(LoadRequest wanted) {
        return new Accounts(EVENTS_TO_WARM_UP, wanted.warmUp());
    }
}
