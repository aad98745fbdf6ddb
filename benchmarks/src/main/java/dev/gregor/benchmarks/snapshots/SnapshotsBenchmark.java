package dev.gregor.benchmarks.snapshots;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes states of some sizes under each policy of snapshots; the figures are the same on every machine. */
@Command(
        name = "snapshots",
        description =
                "Changelog bytes per command and events to fold on a look-up, by policy of snapshots and size of state")
public final class SnapshotsBenchmark implements Runnable {

    private static final String TEXT = "t".repeat(140);
    private static final int WARM_UP_SNAPSHOTS = 2;
    private static final int CYCLES = 3;
    private static final int LEAST_COMMANDS = 200;

    private final List<SnapshotCell> cells = new ArrayList<>();

    @Option(names = "--state-bytes", split = ",", description = "sizes of states (default: ${DEFAULT-VALUE})")
    private List<Integer> stateBytes = List.of(200, 20_000, 1_000_000);

    @Option(names = "--commands", description = "the most for each figure (default: ${DEFAULT-VALUE})")
    private int mostCommands = 30_000;

    @Override
    public void run() {
        for (int bytes : stateBytes) {
            for (NamedPolicy policy : NamedPolicy.ALL) {
                System.err.printf("%s, a state of %,d bytes%n", policy.name(), bytes);
                SnapshotCell cell = measure(policy, bytes);
                System.out.println(Json.line(cell));
                cells.add(cell);
            }
        }
        System.out.println("\n" + table());
    }

    private SnapshotCell measure(NamedPolicy policy, int bytes) {
        Observed observed = new Observed(policy.policy());
        try (TemporaryFolder folder = TemporaryFolder.create("gregor-benchmarks");
                SheetStore store = new SheetStore(observed, folder.path())) {
            store.fill(bytes);
            changes(store, observed, WARM_UP_SNAPSHOTS, 0);
            int before = observed.snapshots();
            Changes measured = changes(store, observed, CYCLES, LEAST_COMMANDS);
            return new SnapshotCell(
                    policy.name(),
                    bytes,
                    measured.commands(),
                    (double) measured.bytes() / measured.commands(),
                    1000.0 * (observed.snapshots() - before) / measured.commands(),
                    observed.longestTail());
        }
    }

    /**
     * Commands that were sent.
     *
     * @param commands how many
     * @param bytes that they wrote
     */
    private record Changes(int commands, long bytes) {}

    /** Sends commands until so many snapshots were taken, at the least so many, and on to the end of a cycle. */
    private Changes changes(SheetStore store, Observed observed, int snapshots, int least) {
        int last = observed.snapshots() + snapshots;
        int commands = 0;
        long bytes = 0;
        boolean endsCycle = false;
        while (commands < mostCommands && !(endsCycle && commands >= least && observed.snapshots() >= last)) {
            int before = observed.snapshots();
            bytes += store.change(TEXT);
            commands++;
            endsCycle = observed.snapshots() > before;
        }
        return new Changes(commands, bytes);
    }

    private Table table() {
        List<String> headings = new ArrayList<>(List.of("policy"));
        stateBytes.forEach(bytes -> headings.addAll(List.of("bytes/command, %,d B".formatted(bytes), "longest tail")));
        Table table = new Table(headings.toArray(String[]::new));
        for (NamedPolicy policy : NamedPolicy.ALL) {
            List<String> row = new ArrayList<>(List.of(policy.name()));
            cells.stream().filter(cell -> cell.policy().equals(policy.name())).forEach(cell -> {
                row.add("%,.0f".formatted(cell.bytesPerCommand()));
                row.add(cell.snapshotsPer1000() > 0 ? "%,d".formatted(cell.longestTail()) : "all");
            });
            table.add(row.toArray(String[]::new));
        }
        return table;
    }
}
