package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a running application forget a subject, or list whom it has forgotten. Ends with 1 if that refuses. */
@Command(
        name = "forget",
        description =
                "Has a running application destroy the key of a subject, so that its personal fields can be read by nobody."
                        + " This cannot be undone. Asked again, it prints the first receipt, with what has been done since."
                        + " Or lists all receipts.",
        footer = {
            "",
            "Examples:",
            "  java -jar streams-app.jar forget 42 --reason \"Request of 31 January\"",
            "  java -jar streams-app.jar forget --list --limit 20"
        })
final class ForgetCommand implements Callable<Integer> {

    private static final String PATH = "/api/privacy/forget";
    private static final String RECEIPTS = "/api/privacy/forgotten";
    private static final int DEFAULT_LIMIT = 100;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Parameters(
            paramLabel = "<subject>",
            arity = "0..1",
            description = "its id, as the field has it that personal fields name")
    private @Nullable String subject;

    @Option(names = "--reason", description = "why, for those who ask later; kept with the receipt")
    private @Nullable String reason;

    @Option(names = "--by", description = "who wants it (${DEFAULT-VALUE})", defaultValue = "${sys:user.name}")
    private String by = "";

    @Option(names = "--list", description = "forgets nobody, and lists who has forgotten whom, the newest first")
    private boolean list;

    @Option(names = "--limit", description = "with --list, how many (100)")
    private @Nullable Integer limit;

    @Option(
            names = "--cursor",
            description =
                    "with --list, the id of the receipt that the page before has ended with; shows those that follow")
    private @Nullable String cursor;

    @Override
    public Integer call() {
        if (list) {
            if (subject != null || reason != null) {
                throw new ParameterException(
                        spec.commandLine(), "--list forgets nobody: leave the subject and its --reason out");
            }
            String page = "?limit=%d%s"
                    .formatted(
                            limit == null ? DEFAULT_LIMIT : limit,
                            cursor == null ? "" : "&cursor=" + RunningApplication.encoded(cursor));
            return application.ask("GET", RECEIPTS + page, ForgetCommand::receipts);
        }
        if (subject == null || reason == null) {
            throw new ParameterException(
                    spec.commandLine(), "forget needs a subject and its --reason, or --list for all receipts");
        }
        if (limit != null || cursor != null) {
            throw new ParameterException(spec.commandLine(), "--limit and --cursor are for --list");
        }
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("subject", subject)
                .put("reason", reason)
                .put("by", by)
                .toString();
        return application.send("POST", PATH, body, ForgetCommand::text);
    }

    private static String receipts(JsonNode answer) {
        JsonNode receipts = answer.path("forgotten");
        if (receipts.isEmpty()) {
            return "Nobody is forgotten.";
        }
        TextTable table = new TextTable("AT", "BY", "SUBJECT", "RECEIPT");
        receipts.forEach(each -> table.add(
                each.path("reason").asText(),
                each.path("at").asText(),
                each.path("by").asText(),
                each.path("subject").asText(),
                each.path("receipt").asText()));
        return answer.hasNonNull("cursor")
                ? "%s%n%d of %d; the next ones: --cursor %s"
                        .formatted(
                                table,
                                receipts.size(),
                                answer.path("count").asInt(),
                                answer.path("cursor").asText())
                : table.toString();
    }

    private static String text(JsonNode receipt) {
        TextTable table = new TextTable("SUBJECT", "RECEIPT", "AT", "BY", "DONE");
        StringBuilder note = new StringBuilder();
        for (Map.Entry<String, JsonNode> each : receipt.path("readModels").properties()) {
            note.append("%s: %s%n".formatted(each.getKey(), each.getValue().asText()));
        }
        receipt.path("problems").forEach(each -> note.append("%s%n".formatted(each.asText())));
        table.add(
                note.toString(),
                receipt.path("subject").asText(),
                receipt.path("receipt").asText(),
                receipt.path("at").asText(),
                receipt.path("by").asText(),
                receipt.path("done").asBoolean() ? "yes" : "no");
        return table.toString();
    }
}
