package dev.gregor.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void alignsItsColumns() {
        Table table = new Table("system", "per second");
        table.add("limit", "12,345");
        table.add("a longer one", "7");
        assertThat(table).hasToString("""
                | system       | per second |
                |:-------------|-----------:|
                | limit        |     12,345 |
                | a longer one |          7 |""");
    }
}
