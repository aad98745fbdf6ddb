package dev.gregor.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** That the benchmarks work, in their smallest form; with {@code -Dgregor.it=all} those too that take a minute. */
class BenchmarksIT {

    static final String ALL = "gregor.it";

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "all")
    void measuresAndVerifiesWritePaths() {
        assertThat(Main.run(
                        "write-path",
                        "--systems=gregor",
                        "--in-flight=10",
                        "--rounds=1",
                        "--seconds=1",
                        "--warm-up=0.5"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "all")
    void measuresSealedFieldsAndForgets() {
        assertThat(Main.run("seal", "--in-flight=10", "--rounds=1", "--seconds=1", "--warm-up=0.5", "--events=2000"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "all")
    void measuresReadersOfEvents() {
        assertThat(Main.run("project", "--events=3000", "--rounds=1", "--readers=window"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "all")
    void measuresAggregatesThatAreNotInMemory() {
        assertThat(Main.run("load", "--events=10", "--warm-up=10", "--rounds=1"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "all")
    void measuresTheWayToRowsAndSubscribers() {
        assertThat(Main.run("deliver", "--per-second=100", "--seconds=1", "--warm-up=1", "--rounds=1"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "all")
    void measuresMessagingBesideBareClientsAndSpringKafka() {
        assertThat(Main.run(
                        "messaging",
                        "--events=1000",
                        "--failing=1000",
                        "--per-second=100",
                        "--seconds=1",
                        "--warm-up=1",
                        "--rounds=1"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "all")
    void measuresStartsAfterAKill() {
        assertThat(Main.run("start-after-kill", "--users=100", "--rounds=1", "--seconds=1"))
                .isLessThan(2);
    }

    @Test
    void measuresSingleOperations() {
        assertThat(Main.run("micro", "--include=Envelope", "--seconds=0.01", "--iterations=1"))
                .isZero();
    }

    @Test
    void refusesASystemThatThereIsNot() {
        assertThat(Main.run("write-path", "--systems=nothing")).isEqualTo(2);
    }
}
