package dev.gregor.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.DeadLettersCommand.Parameter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running application about the messages that it is to deliver at a time. Ends with 1 if it was not done. */
@Command(
        name = "schedules",
        description = "Asks a running application about the messages that it is to deliver at a time.",
        synopsisSubcommandLabel = "(list | show | put | cancel)",
        footer = {
            "",
            "Examples:",
            "  java -jar streams-app.jar schedules list --prefix reminder/",
            "  java -jar streams-app.jar schedules cancel reminder/42",
            "  java -jar streams-app.jar schedules put reminder/42 --topic email-events --key 42 \\",
            "    --type email.sent.v1 --data '{\"recipient\":\"john@example.com\",\"kind\":\"reminder\"}' --delay PT2H"
        })
final class SchedulesCommand {

    private static final String PATH = "/api/schedules";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** When a message is to be delivered. */
    static final class Time {

        @Option(names = "--at", description = "at this time, such as 2026-12-24T08:00:00Z")
        private @Nullable String at;

        @Option(names = "--delay", description = "after this time, such as PT2H or P1D")
        private @Nullable String delay;

        @Option(names = "--cron", description = "at each time of a cron expression, such as '0 6 * * MON'; with --zone")
        private @Nullable String cron;
    }

    /** What is to be delivered. */
    @SuppressWarnings("NullAway.Init")
    static final class Message {

        @Option(names = "--topic", required = true, description = "where to")
        private String topic;

        @Option(names = "--key", required = true, description = "the record key of the message")
        private String key;

        @Option(names = "--type", required = true, description = "its logical type")
        private String type;

        @Option(names = "--data", required = true, description = "its data in JSON")
        private String data;
    }

    @Command(description = "Lists what is scheduled, in the order of the ids.")
    int list(
            @Option(names = "--prefix", description = "only ids that begin so") @Nullable String prefix,
            @Option(names = "--topic", description = "only messages for this topic") @Nullable String topic,
            @Option(names = "--limit", description = "how many (100), at most 1000") @Nullable Integer limit,
            @Option(names = "--cursor", description = "where the page before has ended") @Nullable String cursor) {
        return application.ask(
                "GET",
                PATH
                        + DeadLettersCommand.query(
                                new Parameter("prefix", prefix),
                                new Parameter("topic", topic),
                                new Parameter("limit", limit),
                                new Parameter("cursor", cursor)),
                SchedulesCommand::page);
    }

    @Command(description = "Shows when a message is to be delivered.")
    int show(@Parameters(paramLabel = "<id>", description = "id of the schedule") String id) {
        return application.ask("GET", path(id), SchedulesCommand::one);
    }

    @Command(description = "Schedules a message, in place of what is scheduled under the id.")
    int put(
            @Parameters(paramLabel = "<id>", description = "id of the schedule") String id,
            @ArgGroup(exclusive = false, multiplicity = "1") Message what,
            @ArgGroup(multiplicity = "1") Time time,
            @Option(names = "--zone", description = "time zone of --cron, such as Europe/Berlin") @Nullable
                    String zone) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode message = mapper.createObjectNode()
                .put("topic", what.topic)
                .put("key", what.key)
                .put("type", what.type)
                .put("at", time.at)
                .put("delay", time.delay)
                .put("cron", time.cron)
                .put("zone", zone);
        message.properties().removeIf(each -> each.getValue().isNull());
        try {
            message.set("data", mapper.readTree(what.data));
        } catch (JsonProcessingException e) {
            throw new ParameterException(spec.commandLine(), "--data is no JSON: " + e.getOriginalMessage(), e);
        }
        return application.send("PUT", path(id), message.toString(), SchedulesCommand::one);
    }

    @Command(description = "Cancels what is scheduled under an id: it is not delivered.")
    int cancel(@Parameters(paramLabel = "<id>", description = "id of the schedule") String id) {
        return application.ask("DELETE", path(id), answer -> answer.path("id").asText() + " is cancelled.");
    }

    private static String path(String id) {
        return PATH + '/' + RunningApplication.encoded(id);
    }

    private static String page(JsonNode answer) {
        String more = answer.hasNonNull("cursor")
                ? String.format(
                        "%nThe next ones: --cursor '%s'", answer.path("cursor").asText())
                : "";
        return answer.path("schedules").isEmpty() && more.isEmpty()
                ? "Nothing is scheduled."
                : table(answer.path("schedules")) + more;
    }

    private static String one(JsonNode schedule) {
        return table(new ObjectMapper().createArrayNode().add(schedule));
    }

    private static String table(JsonNode schedules) {
        TextTable table = new TextTable("SCHEDULE", "DUE", "TOPIC", "KEY", "TYPE", "AGAIN");
        schedules.forEach(each -> table.add(
                "",
                each.path("id").asText(),
                each.path("due").asText(),
                each.path("topic").asText(),
                each.path("key").asText(),
                each.path("type").asText(),
                each.hasNonNull("cron")
                        ? each.path("cron").asText() + ' ' + each.path("zone").asText()
                        : ""));
        return table.toString();
    }
}
