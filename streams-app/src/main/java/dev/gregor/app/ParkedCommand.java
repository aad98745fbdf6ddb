package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running application about the events that a projection could not apply. Ends with 1 if it was not done. */
@Command(
        name = "parked",
        description = "Asks a running application about the events that a projection could not apply.",
        synopsisSubcommandLabel = "(list | retry | discard)",
        footer = {
            "",
            "Examples:",
            "  java -jar streams-app.jar parked list user-by-id",
            "  java -jar streams-app.jar parked retry user-by-id 42"
        })
final class ParkedCommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Command(description = "Lists the keys with parked events.")
    int list(
            @Parameters(paramLabel = "<projection>") String projection,
            @Option(names = "--version") @Nullable Integer version,
            @Option(names = "--watch", description = "lists them again every 2 s, until it is stopped") boolean watch) {
        String path = path(projection) + (version == null ? "" : "?version=" + version);
        return application.list(path, ParkedCommand::table, watch);
    }

    @Command(description = "Applies the parked events of a key, up to the first that fails again.")
    int retry(
            @Parameters(paramLabel = "<projection>") String projection,
            @Parameters(paramLabel = "<key>") String key,
            @Option(names = "--version") @Nullable Integer version) {
        return application.ask(
                "POST",
                path(projection) + '/' + RunningApplication.encoded(key) + "/retry"
                        + (version == null ? "" : "?version=" + version),
                ParkedCommand::counts,
                answer -> answer.path("parked").asInt() == 0);
    }

    @Command(description = "Throws the first parked event of a key away, and applies those behind it.")
    int discard(
            @Parameters(paramLabel = "<projection>") String projection,
            @Parameters(paramLabel = "<key>") String key,
            @Parameters(paramLabel = "<event>", description = "its id, as the list has it") String event,
            @Option(names = "--version") @Nullable Integer version) {
        return application.ask(
                "DELETE",
                path(projection) + '/' + RunningApplication.encoded(key) + "?event="
                        + RunningApplication.encoded(event)
                        + (version == null ? "" : "&version=" + version),
                ParkedCommand::counts,
                answer -> answer.path("discarded").asInt(1) > 0);
    }

    private static String path(String projection) {
        return "/api/projections/" + RunningApplication.encoded(projection) + "/parked";
    }

    private static String table(JsonNode answer) {
        if (answer.path("parked").isEmpty()) {
            return "No events are parked.";
        }
        TextTable table = new TextTable("KEY", "EVENTS", "FIRST EVENT", "TRIES", "SINCE");
        answer.path("parked")
                .forEach(each -> table.add(
                        each.path("reason").asText(),
                        each.path("key").asText(),
                        each.path("events").numberValue(),
                        each.path("event").asText(),
                        each.path("tries").numberValue(),
                        each.path("since").asText()));
        return table.toString();
    }

    private static String counts(JsonNode answer) {
        return "%d applied, %d discarded, %d still parked"
                .formatted(
                        answer.path("applied").asInt(),
                        answer.path("discarded").asInt(),
                        answer.path("parked").asInt());
    }
}
