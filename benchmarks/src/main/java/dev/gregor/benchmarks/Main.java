package dev.gregor.benchmarks;

import dev.gregor.benchmarks.deliver.Deliver;
import dev.gregor.benchmarks.deliver.DeliverRun;
import dev.gregor.benchmarks.load.Load;
import dev.gregor.benchmarks.load.LoadRun;
import dev.gregor.benchmarks.messaging.MessagingBenchmark;
import dev.gregor.benchmarks.messaging.MessagingRun;
import dev.gregor.benchmarks.micro.Micro;
import dev.gregor.benchmarks.project.Project;
import dev.gregor.benchmarks.project.ProjectRun;
import dev.gregor.benchmarks.query.Query;
import dev.gregor.benchmarks.query.QueryRun;
import dev.gregor.benchmarks.rebuild.RebuildBenchmark;
import dev.gregor.benchmarks.rebuild.RebuildRun;
import dev.gregor.benchmarks.rebuild.RebuildView;
import dev.gregor.benchmarks.rebuild.RestoreBenchmark;
import dev.gregor.benchmarks.rebuild.StepRun;
import dev.gregor.benchmarks.schedule.ScheduleBenchmark;
import dev.gregor.benchmarks.schedule.ScheduleRun;
import dev.gregor.benchmarks.seal.ForgetRun;
import dev.gregor.benchmarks.seal.Seal;
import dev.gregor.benchmarks.snapshots.SnapshotsBenchmark;
import dev.gregor.benchmarks.start.Start;
import dev.gregor.benchmarks.start.StartAfterKill;
import dev.gregor.benchmarks.write.FillRun;
import dev.gregor.benchmarks.write.Soak;
import dev.gregor.benchmarks.write.SoakRun;
import dev.gregor.benchmarks.write.WritePath;
import dev.gregor.benchmarks.write.WriteRun;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks, one command each. */
@Command(
        name = "benchmarks",
        description = "What Gregor costs, measured beside what else could be used",
        mixinStandardHelpOptions = true,
        subcommands = {
            WritePath.class,
            WriteRun.class,
            Soak.class,
            SoakRun.class,
            RebuildBenchmark.class,
            RestoreBenchmark.class,
            StepRun.class,
            SnapshotsBenchmark.class,
            RebuildView.class,
            RebuildRun.class,
            FillRun.class,
            Project.class,
            ProjectRun.class,
            Load.class,
            LoadRun.class,
            Query.class,
            QueryRun.class,
            Micro.class,
            Deliver.class,
            DeliverRun.class,
            MessagingBenchmark.class,
            MessagingRun.class,
            ScheduleBenchmark.class,
            ScheduleRun.class,
            Seal.class,
            ForgetRun.class,
            Start.class,
            StartAfterKill.class
        })
public final class Main {

    /** Made to parse a command line. */
    public Main() {}

    /** Runs the benchmark that is named first; the status is 1 if a run failed, 2 if the command line is wrong. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine main = new CommandLine(new Main());
        main.getSubcommands().values().forEach(each -> each.getCommandSpec().mixinStandardHelpOptions(true));
        return main.setExecutionExceptionHandler((failure, line, parsed) -> {
                    failure.printStackTrace(line.getErr());
                    return line.getCommandSpec().exitCodeOnExecutionException();
                })
                .execute(args);
    }
}
