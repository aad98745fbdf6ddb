package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running application forget a subject. Ends with 1 if that refuses. */
@Command(
        name = "forget",
        description =
                "Has a running application destroy the key of a subject, so that its personal fields can be read by nobody."
                        + " This cannot be undone. Asked again, it prints the first receipt, with what has been done since.",
        footer = {"", "Example:", "  java -jar streams-app.jar forget 42 --reason \"Request of 31 January\""})
final class ForgetCommand implements Callable<Integer> {

    private static final String PATH = "/api/privacy/forget";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Parameters(paramLabel = "<subject>", description = "its id, as the field has it that personal fields name")
    private String subject = "";

    @Option(names = "--reason", required = true, description = "why, for those who ask later; kept with the receipt")
    private String reason = "";

    @Option(names = "--by", description = "who wants it (${DEFAULT-VALUE})", defaultValue = "${sys:user.name}")
    private String by = "";

    @Override
    public Integer call() {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("subject", subject)
                .put("reason", reason)
                .put("by", by)
                .toString();
        return application.send(PATH, body, ForgetCommand::text);
    }

    private static String text(JsonNode receipt) {
        TextTable table = new TextTable("SUBJECT", "RECEIPT", "AT", "BY", "DONE");
        StringBuilder note = new StringBuilder();
        for (Map.Entry<String, JsonNode> each : receipt.path("readModels").properties()) {
            note.append("%s: %s%n".formatted(each.getKey(), each.getValue().asText()));
        }
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
