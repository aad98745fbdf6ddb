package dev.gregor.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void tellsWhatThisProcessUses() {
        assertThat(Processes.cpuSeconds(Processes.own())).isPositive();
        assertThat(Processes.residentBytes(Processes.own())).isGreaterThan(1 << 20);
    }

    @Test
    void theMachineIsBusyNoLessThanThisProcess() {
        double own = Processes.cpuSeconds(Processes.own());
        assertThat(Processes.machineSeconds()).isGreaterThanOrEqualTo(own);
    }

    @Test
    void aProcessThatIsGoneUsesNothing() {
        long none = Integer.MAX_VALUE;
        assertThat(Processes.cpuSeconds(none)).isZero();
        assertThat(Processes.residentBytes(none)).isZero();
    }
}
