package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Answers about dead letters for people. */
final class LetterTables {

    private LetterTables() {}

    static String table(JsonNode answer) {
        JsonNode letters = answer.path("letters");
        if (letters.isEmpty()) {
            return "There are no dead letters.";
        }
        TextTable table = new TextTable("LETTER", "KEY", "TYPE", "TRIES", "FIRST", "LAST");
        letters.forEach(each -> table.add(
                each.path("exception").asText() + ": " + each.path("message").asText(),
                each.path("id").asText(),
                each.path("key").asText(),
                each.path("type").asText(),
                each.path("tries").numberValue(),
                each.path("first").asText(),
                each.path("last").asText()));
        return answer.hasNonNull("cursor")
                ? String.format(
                        Locale.ROOT,
                        "%s%n%,d of %,d; the next ones: --cursor %s",
                        table,
                        letters.size(),
                        answer.path("count").asLong(),
                        answer.path("cursor").asText())
                : table.toString();
    }

    static String groups(JsonNode answer) {
        if (answer.path("groups").isEmpty()) {
            return "There are no dead letters.";
        }
        TextTable table = new TextTable("LETTERS", "SUBSCRIPTION", "TYPE", "FIRST", "LAST", "SAMPLE");
        answer.path("groups")
                .forEach(each -> table.add(
                        each.path("exception").asText() + ": "
                                + each.path("sample").path("message").asText(),
                        each.path("count").numberValue(),
                        each.path("subscription").asText(),
                        each.path("type").asText(),
                        each.path("first").asText(),
                        each.path("last").asText(),
                        each.path("sample").path("id").asText()));
        return table.toString();
    }

    static String request(JsonNode answer) {
        String missing = missing(answer);
        return answer.path("done").asBoolean()
                ? "Done; what has failed again is in the list."
                : missing
                        + String.format(
                                Locale.ROOT,
                                "%,d to go, by the instances that have them; dead-letters requests --watch shows how far it is.",
                                answer.path("left").asLong());
    }

    private static String missing(JsonNode request) {
        StringBuilder lines = new StringBuilder();
        request.path("missing").forEach(each -> lines.append(each.asText()).append(System.lineSeparator()));
        return lines.toString();
    }

    static String requests(JsonNode answer) {
        if (answer.path("requests").isEmpty()) {
            return "Nothing is left of what was asked for.";
        }
        TextTable table = new TextTable("ACTION", "LEFT", "PER SECOND", "BY", "SINCE", "LETTERS");
        answer.path("requests")
                .forEach(each -> table.add(
                        (each.path("reason").asText() + System.lineSeparator() + missing(each)).strip(),
                        each.path("action").asText(),
                        each.path("left").numberValue(),
                        each.path("perSecond").asDouble() == 0
                                ? ""
                                : each.path("perSecond").numberValue(),
                        each.path("by").asText(),
                        each.path("time").asText(),
                        each.path("filter").isEmpty()
                                ? "all"
                                : each.path("filter").toString()));
        return table.toString();
    }

    static String dryRuns(JsonNode answer) {
        if (answer.path("dryRuns").isEmpty()) {
            return "There are no such dead letters.";
        }
        TextTable table = new TextTable("RESULT", "LETTER", "KEY", "WOULD PUBLISH");
        answer.path("dryRuns")
                .forEach(each -> table.add(
                        reason(each),
                        each.path("result").asText(),
                        each.path("letter").asText(),
                        each.path("key").asText(),
                        each.path("published").size()));
        return table.toString();
    }

    private static String reason(JsonNode run) {
        String exception = run.path("exception").asText();
        String message = run.path("message").asText();
        return exception.isEmpty() ? message : exception + ": " + message;
    }

    static String topicLetters(JsonNode answer) {
        if (answer.path("letters").isEmpty()) {
            return "There are no letters that nothing was done with.";
        }
        TextTable table = new TextTable("LETTER", "WRITER", "SERVICE", "FROM", "KEY", "TIME");
        answer.path("letters")
                .forEach(each -> table.add(
                        each.hasNonNull("obstacle")
                                ? reason(each) + System.lineSeparator() + "Stays: "
                                        + each.path("obstacle").asText()
                                : reason(each),
                        each.path("partition").asText()
                                + '/'
                                + each.path("offset").asText(),
                        each.path("writer").asText(),
                        each.path("service").asText(),
                        each.path("originTopic").asText(),
                        each.path("key").asText(),
                        each.path("time").asText()));
        return answer.hasNonNull("cursor")
                ? "%s%nthe next ones: --cursor %s"
                        .formatted(table, answer.path("cursor").asText())
                : table.toString();
    }

    static String redriven(JsonNode answer) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%,d published again", answer.path("done").asLong()));
        answer.path("skipped")
                .forEach(each -> text.append("%n%s stays: %s"
                        .formatted(
                                each.path("letter").asText(),
                                each.path("reason").asText())));
        return text.toString();
    }

    static String audit(JsonNode answer) {
        if (answer.path("audit").isEmpty()) {
            return "Nothing was done with dead letters.";
        }
        TextTable table = new TextTable("TIME", "ACTION", "OUTCOME", "BY", "LETTER");
        answer.path("audit")
                .forEach(each -> table.add(
                        (each.path("reason").asText()
                                        + ' '
                                        + each.path("detail").asText())
                                .strip(),
                        each.path("time").asText(),
                        each.path("action").asText(),
                        each.path("outcome").asText(),
                        each.path("by").asText(),
                        each.path("letter").asText()));
        return answer.hasNonNull("next")
                ? "%s%nolder ones: --before %d"
                        .formatted(table, answer.path("next").asLong())
                : table.toString();
    }
}
