package dev.gregor.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running application to do something to a read model. Ends with 1 if that refuses. */
@Command(
        name = "projection",
        description =
                "Lists, pauses, resumes, resets and cleans up the read models of a running application, for all instances.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | pause | resume | reset | clean-up)")
final class ProjectionCommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Command(description = "Every build of every read model, and how far it is")
    int list() {
        return application.ask("GET", "/api/projections");
    }

    @Command(description = "Applies no more events; queries are answered from the rows as they are")
    int pause(@Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "pause", version, null);
    }

    @Command(description = "Goes on where it was paused")
    int resume(@Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "resume", version, null);
    }

    @Command(description = "Builds the rows from the first event again, beside those that serve until then")
    int reset(
            @Parameters(paramLabel = "<name>") String name,
            @Option(names = "--version") @Nullable Integer version,
            @Option(names = "--from", description = "skips events decided before, such as 2026-01-31T10:00:00Z")
                    @Nullable
                    String from) {
        return post(name, "reset", version, from);
    }

    @Command(name = "clean-up", description = "Deletes builds that no longer serve: topics, consumer group, state")
    int cleanUp(
            @Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "clean-up", version, null);
    }

    private int post(String name, String action, @Nullable Integer version, @Nullable String from) {
        String query = (version == null ? "" : "&version=" + version)
                + (from == null ? "" : "&from=" + RunningApplication.encoded(from));
        String path = "/api/projections/" + RunningApplication.encoded(name) + '/' + action;
        return application.ask("POST", path + (query.isEmpty() ? "" : '?' + query.substring(1)));
    }
}
