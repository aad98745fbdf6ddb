package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.write.system.Accounts;
import dev.gregor.benchmarks.write.system.SystemKind;
import dev.gregor.benchmarks.write.system.WriteSystem;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes events through Gregor's write side, for others to read. */
@Command(name = FillRun.NAME, hidden = true)
public final class FillRun implements Runnable {

    /** The command. */
    public static final String NAME = "fill-run";

    private static final int IN_FLIGHT = 2000;

    @Parameters(description = "how many to write where, as JSON")
    private String request = "";

    @Override
    public void run() {
        FillRequest wanted = Json.read(request, FillRequest.class);
        Accounts accounts = new Accounts();
        Path dir = Path.of(wanted.dir(), wanted.topics());
        Place place = new Place(wanted.stores(), Map.of(), dir, wanted.topics());
        try (WriteSystem system = SystemKind.GREGOR.start(place)) {
            ClosedLoop.run(system, accounts, IN_FLIGHT, wanted.events());
        }
    }
}
