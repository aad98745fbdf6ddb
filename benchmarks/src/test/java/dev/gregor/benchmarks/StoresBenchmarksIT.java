package dev.gregor.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class StoresBenchmarksIT {

    @Test
    @EnabledIfSystemProperty(named = BenchmarksIT.ALL, matches = "all")
    void rebuildsAndVerifies() {
        assertThat(Main.run("rebuild", "--events=5000", "--aggregates=1000", "--histories=new", "--rounds=1"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = BenchmarksIT.ALL, matches = "all")
    void restores() {
        assertThat(Main.run("restore", "--events=5000", "--aggregates=100,1000", "--rounds=1"))
                .isZero();
    }

    @Test
    void refusesMoreAggregatesThanEvents() {
        assertThat(Main.run("restore", "--events=1", "--aggregates=2")).isEqualTo(2);
    }

    @Test
    @EnabledIfSystemProperty(named = BenchmarksIT.ALL, matches = "all")
    void measuresPoliciesOfSnapshots() {
        assertThat(Main.run("snapshots", "--state-bytes=200", "--commands=300")).isZero();
    }
}
