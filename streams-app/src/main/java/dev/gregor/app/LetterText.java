package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;

/** A dead letter for people. */
final class LetterText {

    private LetterText() {}

    static String of(JsonNode letter) {
        StringBuilder text = new StringBuilder();
        line(text, "letter", letter.path("id"));
        line(text, "key", letter.path("key"));
        line(text, "type", letter.path("type"));
        line(text, "event", letter.path("eventId"));
        line(text, "correlation", letter.path("correlationId"));
        line(text, "tries", letter.path("tries"));
        line(text, "first", letter.path("first"));
        line(text, "last", letter.path("last"));
        line(text, "reason", letter.path("exception"));
        text.append("  ").append(letter.path("message").asText()).append('\n');
        text.append("headers\n");
        letter.path("headers").forEach(each -> header(text, each));
        text.append(letter.hasNonNull("data") ? "data\n" : "value, which cannot be read, in Base64\n");
        text.append("  ")
                .append(
                        letter.hasNonNull("data")
                                ? letter.path("data").toPrettyString().replace("\n", "\n  ")
                                : letter.path("value").asText())
                .append('\n');
        return text.append(letter.path("stackTrace").asText().strip()).toString();
    }

    private static void line(StringBuilder text, String name, JsonNode value) {
        text.append("%-12s %s%n".formatted(name, value.asText()));
    }

    /** The stack trace comes last, and the reason and the place are above. */
    private static void header(StringBuilder text, JsonNode header) {
        if (!header.path("name").asText().startsWith("__streams.errors.")) {
            text.append("  %-22s %s%n"
                    .formatted(
                            header.path("name").asText(), header.path("value").asText()));
        }
    }
}
