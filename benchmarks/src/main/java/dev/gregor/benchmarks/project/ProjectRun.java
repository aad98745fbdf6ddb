package dev.gregor.benchmarks.project;

import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.store.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets one reader apply all events twice in this process: to warm up, and to be measured. */
@Command(name = ProjectRun.NAME, hidden = true)
public final class ProjectRun implements Runnable {

    static final String NAME = "project-run";

    private static final double POLL_SECONDS = 0.02;
    private static final double STALLED_SECONDS = 60;

    @Parameters(description = "what to read, as JSON")
    private String request = "";

    @Override
    public void run() {
        ProjectRequest wanted = Json.read(request, ProjectRequest.class);
        apply(wanted, "-warm-up");
        System.out.println(Json.line(apply(wanted, "")));
    }

    /** Measures from the first event that is applied to the last: the stages before may be far ahead of the last one. */
    private static ProjectCell apply(ProjectRequest wanted, String pass) {
        EmbeddedGregor gregor = new EmbeddedGregor(wanted.place(pass), wanted.topics());
        try (Reader reader = wanted.reader().start(gregor, wanted.run() + pass)) {
            long first = await(reader, 1);
            long start = System.nanoTime();
            Usage before = Usage.soFar(wanted.stores().kafka(), wanted.stores());
            long last = await(reader, wanted.events());
            double seconds = (System.nanoTime() - start) / 1e9;
            Usage used = Usage.soFar(wanted.stores().kafka(), wanted.stores()).since(before);
            requireExact(last, wanted);
            return cell(wanted, last - first, seconds, used);
        }
    }

    /** Waits until so many are applied, and answers how many are. */
    private static long await(Reader reader, long events) {
        long applied = reader.applied();
        long moved = System.nanoTime();
        while (applied < events) {
            Waiting.seconds(POLL_SECONDS);
            long now = reader.applied();
            if (now > applied) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STALLED_SECONDS * 1e9) {
                throw new IllegalStateException("Stalled at %d of %d events".formatted(applied, events));
            }
            applied = now;
        }
        return applied;
    }

    private static void requireExact(long applied, ProjectRequest wanted) {
        if (applied != wanted.events()) {
            throw new IllegalStateException(
                    "%s applied %d events where there are %d".formatted(wanted.reader(), applied, wanted.events()));
        }
    }

    private static ProjectCell cell(ProjectRequest wanted, long events, double seconds, Usage used) {
        return new ProjectCell(
                wanted.reader(),
                wanted.round(),
                events / seconds,
                used.cpuSeconds() / (events / 1000.0),
                used.foreignCpuSeconds() / seconds);
    }
}
