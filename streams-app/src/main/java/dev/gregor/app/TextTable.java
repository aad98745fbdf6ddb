package dev.gregor.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for a terminal: columns two blanks apart, numbers to the right, and a note beneath a row that has one. */
final class TextTable {

    private static final String GAP = "  ";

    /** A longer cell, such as the key of a row, moves the others of its line only. */
    private static final int WIDEST = 40;

    private final List<String> headings;
    private final List<Row> rows = new ArrayList<>();

    private record Row(List<String> cells, String note) {}

    TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row with as many cells as there are headings, and an empty note if there is nothing to say. */
    void add(String note, Object... cells) {
        rows.add(new Row(
                IntStream.range(0, cells.length)
                        .mapToObj(column -> text(cells[column]))
                        .toList(),
                note));
    }

    private static String text(Object cell) {
        return cell instanceof Number number ? String.format(Locale.ROOT, "%,d", number.longValue()) : cell.toString();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(line(headings));
        rows.forEach(row -> {
            lines.add(line(row.cells()));
            row.note().lines().map((GAP + GAP)::concat).forEach(lines::add);
        });
        return String.join(System.lineSeparator(), lines);
    }

    private String line(List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> padded(cells.get(column), column))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private String padded(String cell, int column) {
        int width = IntStream.concat(
                        IntStream.of(headings.get(column).length()),
                        rows.stream().mapToInt(row -> row.cells().get(column).length()))
                .filter(each -> each <= WIDEST)
                .max()
                .orElse(0);
        String blanks = " ".repeat(Math.max(0, width - cell.length()));
        return isNumber(column) ? blanks + cell : cell + blanks;
    }

    private boolean isNumber(int column) {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> row.cells().get(column).matches("[0-9,]+"));
    }
}
