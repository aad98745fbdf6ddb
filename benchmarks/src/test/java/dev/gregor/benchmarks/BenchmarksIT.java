package dev.gregor.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchmarksIT {

    @Test
    void measuresAndVerifiesWritePaths() {
        assertThat(Main.run(
                        "write-path",
                        "--systems=limit,gregor",
                        "--in-flight=10",
                        "--rounds=1",
                        "--seconds=1",
                        "--warm-up=0.5"))
                .isZero();
    }

    @Test
    void refusesASystemThatThereIsNot() {
        assertThat(Main.run("write-path", "--systems=nothing")).isEqualTo(2);
    }
}
