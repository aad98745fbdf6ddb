package dev.gregor.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class StoresBenchmarksIT {

    @Test
    @EnabledIfSystemProperty(named = BenchmarksIT.ALL, matches = "all")
    void restoresRebuildsAndVerifies() {
        assertThat(Main.run("rebuild", "--events=5000", "--histories=new")).isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = BenchmarksIT.ALL, matches = "all")
    void measuresPoliciesOfSnapshots() {
        assertThat(Main.run("snapshots", "--state-bytes=200", "--commands=300")).isZero();
    }
}
