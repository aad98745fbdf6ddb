package dev.gregor.app.http.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.command.Command;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.InvalidJsonException;
import dev.gregor.json.JsonText;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one request asks for.
 *
 * @param form the form of its body
 * @param answers the form of its answers
 * @param commands makes its commands
 * @param limits what bounds it
 */
record BatchRequest(BatchForm form, BatchForm answers, BatchCommands commands, Limits limits) {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRequest.class);

    /**
     * What bounds a batch.
     *
     * @param commands how many it may have
     * @param bytes how many each of them may have
     * @param time how long commands are taken from it
     */
    record Limits(int commands, int bytes, Duration time) {}

    Elements elements() {
        return form.elements(limits.bytes());
    }

    /**
     * The command of an element. Throws a {@link Problem} for one that is not as it has to be, and {@link EndOfBatch} if it cannot be told
     * where the next one begins.
     */
    Command command(Element element) {
        if (element.isTooLarge()) {
            throw tooLarge();
        }
        JsonNode json = json(element);
        try {
            return commands.command(json);
        } catch (PermanentException e) {
            LOG.error("A command of a batch failed", e);
            throw new Problem(ProblemType.INTERNAL_ERROR, String.valueOf(e.getMessage()));
        }
    }

    private JsonNode json(Element element) {
        try {
            return JsonText.read(element.json());
        } catch (InvalidJsonException e) {
            Problem problem = noJson(element, e);
            throw form == BatchForm.ARRAY ? new EndOfBatch(problem) : problem;
        }
    }

    private static Problem noJson(Element element, InvalidJsonException e) {
        String detail = "The command at line %d, column %d of the body is no JSON, counted from there: %s, expected %s"
                .formatted(element.line(), element.column(), e.getMessage(), e.expected());
        int column = e.line() > 1 ? e.column() : element.column() + e.column() - 1;
        return new Problem(ProblemType.INVALID_REQUEST, detail)
                .with(json -> json.put("field", "").put("expected", e.expected()))
                .with(json -> json.put("line", element.line() + e.line() - 1).put("column", column));
    }

    private Problem tooLarge() {
        String detail =
                "The command has more than the %d bytes allowed; make it smaller or raise gregor.max-message-bytes"
                        .formatted(limits.bytes());
        return new Problem(ProblemType.TOO_LARGE, detail).with(json -> json.put("limit", limits.bytes()));
    }

    EndOfBatch tooMany() {
        String detail =
                "The batch has more than %d commands, which is all that gregor.http.max-batch allows; the others were not sent"
                        .formatted(limits.commands());
        return new EndOfBatch(
                new Problem(ProblemType.TOO_MANY_COMMANDS, detail).with(json -> json.put("limit", limits.commands())));
    }

    EndOfBatch tooLong() {
        String detail = "The batch has taken more than %d s; this command and those behind it were not sent"
                .formatted(limits.time().toSeconds());
        return new EndOfBatch(new Problem(ProblemType.UNAVAILABLE, detail));
    }

    static EndOfBatch none() {
        return new EndOfBatch(
                new Problem(ProblemType.INVALID_REQUEST, "The batch has no command, expected at least one")
                        .with(json -> json.put("field", "").put("expected", "at least one command")));
    }
}
