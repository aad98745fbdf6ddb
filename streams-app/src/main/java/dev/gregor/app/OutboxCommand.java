package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.DeadLettersCommand.Parameter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a running application about its outbox. Ends with 1 if it was not done. */
@Command(
        name = "outbox",
        description = "Asks a running application about the messages in its outbox.",
        synopsisSubcommandLabel = "(status | republish | clean-up)",
        footer = {
            "",
            "Examples:",
            "  java -jar streams-app.jar outbox status --watch",
            "  java -jar streams-app.jar outbox republish --topic order-events --key 42",
            "  java -jar streams-app.jar outbox clean-up --before 2026-01-31T00:00:00Z"
        })
final class OutboxCommand {

    private static final String PATH = "/api/outbox";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Command(description = "Shows how many messages are not known to be published, and since when, by topic.")
    int status(
            @Option(names = "--watch", description = "shows it again every 2 s, until it is stopped") boolean watch) {
        return application.list(PATH, OutboxCommand::pending, watch);
    }

    @Command(description = "Publishes messages again that are still in the outbox, the oldest first.")
    int republish(
            @Option(names = "--topic", description = "only messages for this topic") @Nullable String topic,
            @Option(names = "--key", description = "only messages with this record key") @Nullable String key,
            @Option(names = "--type", description = "only messages of this logical type") @Nullable String type,
            @Option(names = "--all", description = "all messages, without a filter") boolean all,
            @Option(names = "--limit", description = "how many (1000), at most 100000") @Nullable Integer limit,
            @Option(names = "--cursor", description = "where the call before has ended") @Nullable String cursor) {
        return application.ask(
                "POST",
                PATH + "/republish"
                        + DeadLettersCommand.query(
                                new Parameter("topic", topic),
                                new Parameter("key", key),
                                new Parameter("type", type),
                                new Parameter("all", all ? "true" : null),
                                new Parameter("limit", limit),
                                new Parameter("cursor", cursor)),
                OutboxCommand::republished);
    }

    @Command(name = "clean-up", description = "Deletes messages that were published before a time.")
    int cleanUp(
            @Option(names = "--before", required = true, description = "the time, such as 2026-01-31T00:00:00Z")
                    String before,
            @Option(names = "--limit", description = "how many (1000), at most 100000") @Nullable Integer limit) {
        return application.ask(
                "POST",
                PATH + "/clean-up"
                        + DeadLettersCommand.query(new Parameter("before", before), new Parameter("limit", limit)),
                answer -> "%,d deleted%s"
                        .formatted(
                                answer.path("deleted").asInt(),
                                answer.path("more").asBoolean() ? "; there may be more: ask again" : ""));
    }

    private static String pending(JsonNode answer) {
        if (answer.path("topics").isEmpty()) {
            return "Nothing is pending.";
        }
        TextTable table = new TextTable("TOPIC", "PENDING", "OLDEST");
        answer.path("topics")
                .forEach(each -> table.add(
                        "",
                        each.path("topic").asText(),
                        each.path("pending").asLong(),
                        each.path("oldest").asText()));
        return table.toString();
    }

    private static String republished(JsonNode answer) {
        return "%,d published again%s"
                .formatted(
                        answer.path("republished").asInt(),
                        answer.hasNonNull("cursor")
                                ? "; the next ones: --cursor "
                                        + answer.path("cursor").asText()
                                : "");
    }
}
