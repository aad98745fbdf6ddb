package dev.gregor.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the faults cost, as a table in the terminal and in {@code target/cluster-faults.txt}. */
final class Report {

    private static final Path FILE = Path.of("target", "cluster-faults.txt");
    private static final double MILLIS = 1000;

    /**
     * One fault.
     *
     * @param onePartition the longest time without an accepted command in the partition that waited longest
     * @param all the longest time in which no partition accepted a command
     */
    record Line(FaultKind kind, Duration onePartition, Duration all) {}

    private final List<Line> lines = new ArrayList<>();

    void add(FaultKind kind, Duration onePartition, Duration all) {
        Line line = new Line(kind, onePartition, all);
        lines.add(line);
        System.out.printf(Locale.ROOT, "%d: %s%n", lines.size(), line);
    }

    /** Writes the table, with a last line about the whole run. */
    void write(String outcome) throws IOException {
        StringBuilder text = new StringBuilder("""
                Longest time without an accepted command, seconds: in the partition that waited longest, and in all at once

                | fault | number | one partition: median | longest | all: median | longest |
                | --- | ---: | ---: | ---: | ---: | ---: |
                """);
        for (FaultKind kind : FaultKind.values()) {
            List<Line> own = lines.stream().filter(line -> line.kind() == kind).toList();
            if (!own.isEmpty()) {
                text.append("| %s | %d | %s | %s |%n"
                        .formatted(kind, own.size(), columns(own, Line::onePartition), columns(own, Line::all)));
            }
        }
        text.append('\n').append(outcome).append('\n');
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text);
        System.out.println(text);
    }

    private static String columns(List<Line> lines, Function<Line, Duration> column) {
        List<Duration> sorted = lines.stream().map(column).sorted().collect(Collectors.toList());
        return seconds(sorted.get(sorted.size() / 2)) + " | " + seconds(sorted.get(sorted.size() - 1));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / MILLIS);
    }
}
