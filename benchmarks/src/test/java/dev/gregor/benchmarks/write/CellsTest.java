package dev.gregor.benchmarks.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.write.system.SystemKind;
import org.junit.jupiter.api.Test;

class CellsTest {

    private final Cells cells = new Cells();

    private static Cell cell(SystemKind system, int round, double perSecond) {
        return new Cell(system, round, 100, perSecond, 1000 / perSecond, 2, 3, 0.1, 0.2, 500, 0, 0);
    }

    @Test
    void showsTheMedianAndTheSpreadOfRounds() {
        cells.add(cell(SystemKind.LIMIT, 1, 1000));
        cells.add(cell(SystemKind.LIMIT, 2, 5000));
        cells.add(cell(SystemKind.LIMIT, 3, 2000));
        assertThat(cells.levels()).contains("100 in flight").contains("2,000 (1,000-5,000)");
    }

    @Test
    void comparesWithTheLimitRoundByRound() {
        cells.add(cell(SystemKind.LIMIT, 1, 1000));
        cells.add(cell(SystemKind.GREGOR, 1, 800));
        cells.add(cell(SystemKind.LIMIT, 2, 100));
        cells.add(cell(SystemKind.GREGOR, 2, 60));
        assertThat(cells.ratios()).contains("| gregor        |       100 |     0.70 (0.60-0.80) |");
    }

    @Test
    void hasNoRatiosWithoutTheLimit() {
        cells.add(cell(SystemKind.GREGOR, 1, 800));
        assertThat(cells.ratios()).isEmpty();
    }

    @Test
    void aCellSurvivesItsLineOfJson() {
        Cell cell = cell(SystemKind.GREGOR_HTTP, 1, 800);
        assertThat(Json.read(Json.line(cell), Cell.class)).isEqualTo(cell);
    }
}
