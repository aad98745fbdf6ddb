package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.store.Store;
import dev.gregor.benchmarks.store.Usage;
import dev.gregor.benchmarks.write.system.Accounts;
import dev.gregor.benchmarks.write.system.WriteSystem;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Measures one system in this process, and prints its cells once the store was found to hold what was acknowledged. */
@Command(name = WriteRun.NAME, hidden = true)
public final class WriteRun implements Runnable {

    static final String NAME = "write-run";

    /** How much longer a level runs than it is measured: its first part is not. */
    private static final double SETTLING = 0.2;

    @Parameters(description = "what to measure, as JSON")
    private String request = "";

    @Override
    public void run() {
        WriteRequest wanted = Json.read(request, WriteRequest.class);
        Accounts accounts = new Accounts();
        try (WriteSystem system = wanted.system().start(wanted.place())) {
            warmUp(system, accounts, wanted);
            List<Cell> cells = wanted.inFlight().stream()
                    .map(inFlight -> measure(system, accounts, wanted, inFlight))
                    .toList();
            accounts.requireRecorded(system.recorded());
            cells.forEach(cell -> System.out.println(Json.line(cell)));
        }
    }

    /**
     * At each level: what runs once a command is compiled at the highest, what runs once a transaction at the lowest. The
     * highest comes first, for a compiler at work takes from the lower ones what they measure.
     */
    private static void warmUp(WriteSystem system, Accounts accounts, WriteRequest wanted) {
        double seconds = wanted.warmUpSeconds() / wanted.inFlight().size();
        List<Integer> levels =
                wanted.inFlight().stream().sorted(Comparator.reverseOrder()).toList();
        for (int inFlight : levels) {
            try (ClosedLoop loop = ClosedLoop.start(system, accounts, inFlight)) {
                loop.measure(seconds);
            }
        }
    }

    private static Cell measure(WriteSystem system, Accounts accounts, WriteRequest wanted, int inFlight) {
        Store store = wanted.system().store(wanted.stores());
        try (ClosedLoop loop = ClosedLoop.start(system, accounts, inFlight)) {
            Waiting.seconds(SETTLING * wanted.seconds());
            Usage before = Usage.soFar(store, wanted.stores());
            Interval interval = loop.measure(wanted.seconds());
            Usage used = Usage.soFar(store, wanted.stores()).since(before);
            return cell(wanted, inFlight, interval, used);
        }
    }

    private static double rounded(double figure) {
        return Math.round(figure * 100_000) / 100_000.0;
    }

    private static Cell cell(WriteRequest wanted, int inFlight, Interval interval, Usage used) {
        double thousands = interval.deposits() / 1000.0;
        return new Cell(
                wanted.system(),
                wanted.round(),
                inFlight,
                rounded(interval.perSecond()),
                rounded(interval.percentileMillis(50)),
                rounded(interval.percentileMillis(95)),
                rounded(interval.percentileMillis(99)),
                rounded(used.cpuSeconds() / thousands),
                rounded(used.storeCpuSeconds() / thousands),
                rounded(used.storeBytes() / 1000.0 / thousands),
                rounded(interval.refused() / interval.seconds()),
                rounded(used.foreignCpuSeconds() / interval.seconds()));
    }
}
