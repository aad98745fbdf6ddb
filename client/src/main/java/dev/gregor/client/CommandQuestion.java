package dev.gregor.client;

import dev.gregor.client.http.Answer;
import dev.gregor.client.http.Path;
import dev.gregor.client.http.Question;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import java.net.http.HttpRequest;

/** Sends one command until its outcome is known. */
record CommandQuestion(Command command, byte[] body) implements Question<CommandOutcome> {

    /** A command keeps its id, and a proxy between may have a problem of its own. */
    private static final int SERVER_ERROR = 500;

    private static final String FAILED = "/problems/command-failed";

    /**
     * Requires that headers can carry the ids. The JDK would send other characters as question marks, and so two ids as one.
     *
     * @throws IllegalArgumentException if they cannot
     */
    static void requireSendable(Command command) {
        requireSendable("command id", command.id());
        requireSendable("correlation id", command.correlationId());
    }

    private static void requireSendable(String what, String id) {
        if (!id.equals(id.strip()) || !id.chars().allMatch(each -> each >= ' ' && each <= '~')) {
            throw new IllegalArgumentException(
                    "The %s '%s' cannot be sent: over HTTP it has printable characters of ASCII only, and no blank at its ends"
                            .formatted(what, id));
        }
    }

    @Override
    public String path() {
        return Path.of(
                        "api",
                        "aggregates",
                        command.type().aggregateType(),
                        command.aggregateId(),
                        "commands",
                        command.type().versionedAction())
                .toString();
    }

    @Override
    public HttpRequest.Builder prepare(HttpRequest.Builder request) {
        request.header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .header("Idempotency-Key", command.id())
                .header("X-Correlation-Id", command.correlationId());
        if (command.expectedVersion() == 0) {
            request.header("If-None-Match", "*");
        } else if (command.expectedVersion() != Command.ANY_VERSION) {
            request.header("If-Match", "\"" + command.expectedVersion() + "\"");
        }
        if (command.unlessSince() != null) {
            request.header("Gregor-Unless-Since", command.unlessSince().toString());
        }
        if (command.traceParent() != null) {
            request.header("traceparent", command.traceParent());
        }
        if (command.traceState() != null) {
            request.header("tracestate", command.traceState());
        }
        return request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    @Override
    public boolean isToBeRepeated(Answer answer) {
        return (answer.isTemporary() || answer.status() == SERVER_ERROR) && !answer.is(FAILED);
    }

    @Override
    public CommandOutcome answered(Answer answer, boolean maybeHandled) {
        return new OutcomeReader(command, answer, maybeHandled).outcome();
    }

    @Override
    public CommandOutcome unanswered(LastTry last, boolean maybeHandled) {
        return maybeHandled ? new Unknown(command.id(), last.reason()) : new Unavailable(last.reason());
    }
}
