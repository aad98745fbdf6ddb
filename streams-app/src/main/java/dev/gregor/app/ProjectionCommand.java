package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
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
        synopsisSubcommandLabel = "(list | pause | resume | reset | clean-up)",
        footer = {
            "",
            "Examples:",
            "  java -jar streams-app.jar projection list --watch",
            "  java -jar streams-app.jar projection reset users-by-status --from 2026-01-31T10:00:00Z"
        })
final class ProjectionCommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Command(description = "Lists every build of every read model, and how far it is.")
    int list(
            @Option(names = "--watch", description = "lists them again every 2 s, until it is stopped") boolean watch) {
        return application.list("/api/projections", ProjectionCommand::table, watch);
    }

    @Command(description = "Applies no more events; queries are answered from the rows as they are.")
    int pause(@Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "pause", version, null);
    }

    @Command(description = "Goes on where it was paused.")
    int resume(@Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "resume", version, null);
    }

    @Command(description = "Builds the rows from the first event again, beside those that serve until then.")
    int reset(
            @Parameters(paramLabel = "<name>") String name,
            @Option(names = "--version") @Nullable Integer version,
            @Option(names = "--from", description = "skips events decided before, such as 2026-01-31T10:00:00Z")
                    @Nullable
                    String from) {
        return post(name, "reset", version, from);
    }

    @Command(name = "clean-up", description = "Deletes builds that no longer serve: topics, consumer group, state.")
    int cleanUp(
            @Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "clean-up", version, null);
    }

    private int post(String name, String action, @Nullable Integer version, @Nullable String from) {
        String query = (version == null ? "" : "&version=" + version)
                + (from == null ? "" : "&from=" + RunningApplication.encoded(from));
        String path = "/api/projections/" + RunningApplication.encoded(name) + '/' + action;
        return application.ask(
                "POST", path + (query.isEmpty() ? "" : '?' + query.substring(1)), ProjectionCommand::builds);
    }

    private static String table(JsonNode answer) {
        TextTable table = new TextTable("READ MODEL", "VERSION", "BUILD", "ROLE", "STATUS", "BEHIND", "PARKED");
        answer.path("projections")
                .forEach(each -> table.add(
                        note(each),
                        each.path("name").asText(),
                        each.path("version").numberValue(),
                        each.path("build").asText(),
                        each.path("role").asText(),
                        each.path("status").asText(),
                        each.path("lag").numberValue(),
                        each.path("parked").numberValue()));
        JsonNode silent = answer.path("silentInstances");
        return silent.isEmpty() ? table.toString() : table + "\nInstances that do not answer: " + silent;
    }

    private static String note(JsonNode projection) {
        StringBuilder note =
                new StringBuilder(projection.path("obstacle").path("reason").asText());
        if (projection.hasNonNull("problem")) {
            note.append(note.isEmpty() ? "" : "\n")
                    .append(projection.path("problem").asText());
        }
        if (projection.hasNonNull("rebuild")) {
            note.append(note.isEmpty() ? "" : "\n").append(rebuild(projection.path("rebuild")));
        }
        return note.toString();
    }

    private static String rebuild(JsonNode rebuild) {
        long events = rebuild.path("events").asLong();
        long applied = rebuild.path("applied").asLong();
        return String.format(
                Locale.ROOT,
                "%,d of %,d events applied (%d %%), %,d events/s, %s left",
                applied,
                events,
                events == 0 ? 100 : 100 * applied / events,
                rebuild.path("eventsPerSecond").asLong(),
                rebuild.hasNonNull("secondsLeft") ? rebuild.path("secondsLeft").asLong() + " s" : "?");
    }

    private static String builds(JsonNode answer) {
        TextTable table = new TextTable("BUILD", "VERSION", "ROLE", "PAUSED", "FROM");
        answer.path("builds")
                .forEach(each -> table.add(
                        "",
                        each.path("build").asText(),
                        each.path("version").numberValue(),
                        each.path("role").asText(),
                        each.path("paused").asBoolean() ? "yes" : "no",
                        each.path("from").asText("first event")));
        return table.toString();
    }
}
