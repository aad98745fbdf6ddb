package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.write.system.Accounts;
import dev.gregor.benchmarks.write.system.WriteSystem;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Loads one system in this process, prints a minute when it is over, and verifies the store at the end. */
@Command(name = SoakRun.NAME, hidden = true)
public final class SoakRun implements Runnable {

    static final String NAME = "soak-run";

    private static final int MINUTE = 60;

    @Parameters(description = "what to load, as JSON")
    private String request = "";

    @Override
    public void run() {
        SoakRequest wanted = Json.read(request, SoakRequest.class);
        Accounts accounts = new Accounts();
        Place place = new Place(wanted.stores(), Map.of(), Path.of(wanted.dir(), "soak"), "soak");
        try (WriteSystem system = wanted.system().start(place)) {
            wanted.stores().kafka().keepLittleBut(".events");
            load(system, accounts, wanted);
            accounts.requireRecorded(system.recorded());
        }
    }

    private static void load(WriteSystem system, Accounts accounts, SoakRequest wanted) {
        try (ClosedLoop loop = ClosedLoop.start(system, accounts, wanted.inFlight())) {
            for (int minute = 1; minute <= wanted.minutes(); minute++) {
                System.out.println(Json.line(SoakMinute.of(minute, loop.measure(MINUTE), wanted.stores())));
            }
        }
    }
}
