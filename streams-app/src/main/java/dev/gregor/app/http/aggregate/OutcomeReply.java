package dev.gregor.app.http.aggregate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.EntityTag;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
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
import java.util.Map;

/** The answer to each outcome of one command. */
public final class OutcomeReply implements CommandOutcome.Match<Reply> {

    private final Command command;

    /** Answers this command. */
    public OutcomeReply(Command command) {
        this.command = command;
    }

    /** The outcome of a command that is still under way at the stop. */
    public static Unknown stopped(Command command) {
        return new Unknown(command.id(), "The application stopped before the outcome was known");
    }

    @Override
    public Reply accepted(Accepted accepted) {
        ObjectNode body =
                Json.object().put("aggregateId", accepted.aggregateId()).put("version", accepted.version());
        ArrayNode events = body.putArray("events");
        for (RecordedEvent event : accepted.events()) {
            events.addObject().put("id", event.id()).put("type", event.type()).put("version", event.version());
        }
        body.put("replayed", accepted.replayed());
        return Reply.json(body)
                .with(Map.of(
                        "ETag", EntityTag.of(accepted.version()),
                        "Gregor-Position", accepted.position().token()));
    }

    @Override
    public Reply rejected(Rejected rejected) {
        return problem(ProblemType.REJECTED, rejected.detail())
                .with(json -> json.put("code", rejected.code())
                        .put("version", rejected.version())
                        .put("replayed", rejected.replayed()))
                .reply();
    }

    @Override
    public Reply conflict(Conflict conflict) {
        String expected = conflict.expectedVersion() == 0 ? "not to exist" : "at version " + conflict.expectedVersion();
        String actual =
                conflict.currentVersion() == 0 ? "does not exist" : "is at version " + conflict.currentVersion();
        String detail = "%s '%s' was expected %s, but %s%s; read it again and decide anew"
                .formatted(command.type().aggregateType(), command.aggregateId(), expected, actual, since(conflict));
        return problem(ProblemType.VERSION_CONFLICT, detail)
                .with(json -> json.put("expectedVersion", conflict.expectedVersion())
                        .put("currentVersion", conflict.currentVersion())
                        .put("replayed", conflict.replayed()))
                .with(json -> conflict.conflictingEvents().forEach(json.putArray("conflictingEvents")::add))
                .reply();
    }

    private static String since(Conflict conflict) {
        return conflict.conflictingEvents().isEmpty()
                ? ""
                : " after " + String.join(", ", conflict.conflictingEvents());
    }

    @Override
    public Reply idReused(IdReused idReused) {
        return problem(ProblemType.IDEMPOTENCY_KEY_REUSED, idReused.detail()).reply();
    }

    @Override
    public Reply failed(Failed failed) {
        return switch (failed.reason()) {
            case TOO_LARGE -> problem(ProblemType.TOO_LARGE, failed.detail()).reply();
            case HANDLER, UNREADABLE ->
                problem(ProblemType.COMMAND_FAILED, failed.detail()).reply();
        };
    }

    @Override
    public Reply unavailable(Unavailable unavailable) {
        return problem(ProblemType.UNAVAILABLE, unavailable.detail()).reply();
    }

    @Override
    public Reply unknown(Unknown unknown) {
        String detail = unknown.detail() + "; it may still happen. Send it again with the same Idempotency-Key";
        return problem(ProblemType.OUTCOME_UNKNOWN, detail).reply();
    }

    private Problem problem(ProblemType type, String detail) {
        return new Problem(type, detail).with(json -> json.put("commandId", command.id()));
    }
}
