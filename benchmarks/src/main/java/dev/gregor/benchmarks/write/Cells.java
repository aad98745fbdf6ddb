package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.machine.Spread;
import dev.gregor.benchmarks.machine.Table;
import dev.gregor.benchmarks.write.system.SystemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The cells of all rounds, and the tables that are made of them: medians, and the least and the greatest value. */
final class Cells {

    private final List<Cell> cells = new ArrayList<>();

    void add(Cell cell) {
        cells.add(cell);
    }

    /** One table for each level. */
    String levels() {
        StringBuilder text = new StringBuilder();
        for (int inFlight : cells.stream().mapToInt(Cell::inFlight).distinct().toArray()) {
            text.append("\n%d in flight\n\n%s\n".formatted(inFlight, level(inFlight)));
        }
        return text.toString();
    }

    private Table level(int inFlight) {
        Table table = new Table(
                "system",
                "commands/s (min-max)",
                "p50 ms (min-max)",
                "p95 ms",
                "p99 ms",
                "CPU s/1000",
                "store CPU s/1000",
                "bytes/command",
                "refused/s",
                "foreign cores (max)");
        for (SystemKind system : systems()) {
            List<Cell> rounds = of(system, inFlight);
            table.add(
                    system.toString(),
                    Spread.of(rounds, Cell::commandsPerSecond).text("%,.0f"),
                    Spread.of(rounds, Cell::p50Millis).text("%.2f"),
                    Spread.of(rounds, Cell::p95Millis).median("%.2f"),
                    Spread.of(rounds, Cell::p99Millis).median("%.2f"),
                    Spread.of(rounds, Cell::cpuSecondsPer1000).median("%.4f"),
                    Spread.of(rounds, Cell::storeCpuSecondsPer1000).median("%.4f"),
                    Spread.of(rounds, Cell::bytesPerCommand).median("%,.0f"),
                    Spread.of(rounds, Cell::refusedPerSecond).median("%,.0f"),
                    "%.2f".formatted(Spread.of(rounds, Cell::foreignCores).max()));
        }
        return table;
    }

    /** The others beside the limit, and beside the bare topology: the median of each round's ratio. Empty for what was not measured. */
    String ratios() {
        return ratios(SystemKind.LIMIT) + ratios(SystemKind.BARE);
    }

    private String ratios(SystemKind base) {
        Table table = new Table("against " + base, "in flight", "commands/s (min-max)", "p50 (min-max)");
        boolean any = false;
        for (Cell limit : cells.stream()
                .filter(cell -> cell.system() == base && cell.round() == firstRound(base))
                .toList()) {
            for (SystemKind system : systems()) {
                if (system != base) {
                    any = true;
                    table.add(ratios(base, system, limit.inFlight()));
                }
            }
        }
        return any ? "\n" + table + "\n" : "";
    }

    private String[] ratios(SystemKind base, SystemKind system, int inFlight) {
        List<Cell> rounds = of(system, inFlight).stream()
                .filter(cell -> of(base, cell).isPresent())
                .toList();
        return new String[] {
            system.toString(),
            Integer.toString(inFlight),
            Spread.of(rounds, cell -> ratio(base, cell, Cell::commandsPerSecond))
                    .text("%.2f"),
            Spread.of(rounds, cell -> ratio(base, cell, Cell::p50Millis)).text("%.2f")
        };
    }

    private double ratio(SystemKind base, Cell cell, ToDoubleFunction<Cell> figure) {
        return figure.applyAsDouble(cell) / figure.applyAsDouble(of(base, cell).orElseThrow());
    }

    private Optional<Cell> of(SystemKind base, Cell other) {
        return of(base, other.inFlight()).stream()
                .filter(cell -> cell.round() == other.round())
                .findFirst();
    }

    private int firstRound(SystemKind base) {
        return cells.stream()
                .filter(cell -> cell.system() == base)
                .mapToInt(Cell::round)
                .min()
                .orElse(0);
    }

    private List<SystemKind> systems() {
        return cells.stream().map(Cell::system).distinct().sorted().toList();
    }

    private List<Cell> of(SystemKind system, int inFlight) {
        return cells.stream()
                .filter(cell -> cell.system() == system && cell.inFlight() == inFlight)
                .toList();
    }
}
