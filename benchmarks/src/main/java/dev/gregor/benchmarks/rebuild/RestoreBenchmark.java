package dev.gregor.benchmarks.rebuild;

import java.util.List;
import picocli.CommandLine.Command;

/** Starts the write side without local state, on its own changelogs and on those that a rebuild wrote. */
@Command(
        name = "restore",
        description =
                "How long an instance without local state takes to be ready, by number of aggregates and of events")
public final class RestoreBenchmark extends StepBenchmark {

    /** Made to parse a command line. */
    public RestoreBenchmark() {
        super(List.of(1_000, 10_000, 100_000));
    }

    /** Events that were written straight to the topic have changelogs only once these are rebuilt. */
    @Override
    List<Step> steps(History history) {
        return history == History.NEW
                ? List.of(Step.RESTORE, Step.REBUILD, Step.RESTORE_REBUILT)
                : List.of(Step.REBUILD, Step.RESTORE_REBUILT);
    }

    @Override
    List<Column> columns() {
        return List.of(
                new Column("restore s", Step.RESTORE, StepCell::seconds, "%.1f"),
                new Column("restore of rebuilt s", Step.RESTORE_REBUILT, StepCell::seconds, "%.1f"));
    }
}
