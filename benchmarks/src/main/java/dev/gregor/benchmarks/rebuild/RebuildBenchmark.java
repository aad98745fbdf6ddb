package dev.gregor.benchmarks.rebuild;

import java.util.List;
import picocli.CommandLine.Command;

/** Makes the stores again from the events, and verifies them. */
@Command(name = "rebuild", description = "Events per second of rebuild and verify, of few and of many events")
public final class RebuildBenchmark extends StepBenchmark {

    /** Made to parse a command line. */
    public RebuildBenchmark() {
        super(List.of(10_000));
    }

    @Override
    List<Step> steps(History history) {
        return List.of(Step.REBUILD, Step.VERIFY);
    }

    @Override
    List<Column> columns() {
        return List.of(
                new Column("rebuild events/s", Step.REBUILD, StepCell::eventsPerSecond, "%,.0f"),
                new Column("verify events/s", Step.VERIFY, StepCell::eventsPerSecond, "%,.0f"),
                new Column("verify events/CPU s", Step.VERIFY, StepCell::eventsPerCpuSecond, "%,.0f"));
    }
}
