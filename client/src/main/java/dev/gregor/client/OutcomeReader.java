package dev.gregor.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.client.http.Answer;
import dev.gregor.client.http.BrokenAnswerException;
import dev.gregor.client.problem.Problem;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.IdReused;
import dev.gregor.command.CommandOutcome.RecordedEvent;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.position.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the outcome of a command in an answer.
 *
 * @param maybeHandled whether an earlier try may have been handled. Then a refusal of this one, which did not come to the aggregate, says
 *     nothing of that
 */
record OutcomeReader(Command command, Answer answer, boolean maybeHandled) {

    CommandOutcome outcome() {
        if (answer.status() == 200) {
            return accepted();
        }
        Problem problem = answer.problem().orElse(null);
        if (problem == null) {
            return refused(new Unavailable(answer.toString()));
        }
        return switch (problem.type()) {
            case "/problems/rejected" -> rejected(problem);
            case "/problems/version-conflict" -> conflict();
            case "/problems/idempotency-key-reused" -> new IdReused(command.id(), problem.detail());
            case "/problems/command-failed" -> new Failed(Failed.Reason.HANDLER, problem.detail());
            case "/problems/too-large" -> refused(new Failed(Failed.Reason.TOO_LARGE, problem.detail()));
            default -> refused(new Failed(Failed.Reason.UNREADABLE, problem.toString()));
        };
    }

    private CommandOutcome refused(CommandOutcome outcome) {
        return maybeHandled
                ? new Unknown(
                        command.id(),
                        "It may have been handled, though it was refused when it was sent again: " + answer)
                : outcome;
    }

    private Accepted accepted() {
        JsonNode json = answer.json();
        List<RecordedEvent> events = new ArrayList<>();
        for (JsonNode event : required(json, "events")) {
            events.add(new RecordedEvent(
                    required(event, "id").asText(),
                    required(event, "type").asText(),
                    required(event, "version").asLong()));
        }
        return new Accepted(
                command.aggregateId(), required(json, "version").asLong(), events, position(), isReplayed(json));
    }

    private Position position() {
        String token = answer.position();
        if (token == null) {
            throw new BrokenAnswerException(answer + ", without Gregor-Position");
        }
        try {
            return Position.parse(token);
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(answer + ": " + e.getMessage(), e);
        }
    }

    private Rejected rejected(Problem problem) {
        JsonNode json = answer.json();
        return new Rejected(
                required(json, "code").asText(),
                problem.detail(),
                required(json, "version").asLong(),
                isReplayed(json));
    }

    private Conflict conflict() {
        JsonNode json = answer.json();
        List<String> conflicting = new ArrayList<>();
        json.path("conflictingEvents").forEach(each -> conflicting.add(each.asText()));
        return new Conflict(
                required(json, "expectedVersion").asLong(),
                required(json, "currentVersion").asLong(),
                conflicting,
                isReplayed(json));
    }

    private static boolean isReplayed(JsonNode json) {
        return json.path("replayed").asBoolean();
    }

    private JsonNode required(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            throw new BrokenAnswerException(answer + ", without " + field);
        }
        return value;
    }
}
