package dev.gregor.command;

import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.IdReused;
import dev.gregor.command.CommandOutcome.RecordedEvent;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.position.Position;
import java.util.ArrayList;
import java.util.List;

/** Makes outcomes for senders of outcomes as they are on the wire. */
final class Replies {

    private Replies() {}

    static CommandOutcome outcome(Command command, OutcomeRecord reply, boolean replayed) {
        if (reply.getIdReused()) {
            return new IdReused(command.id(), reply.getDetail());
        }
        return switch (reply.getKind()) {
            case ACCEPTED -> accepted(command, reply, replayed);
            case REJECTED -> new Rejected(reply.getCode(), reply.getDetail(), reply.getVersion(), replayed);
            case CONFLICT ->
                new Conflict(reply.getExpectedVersion(), reply.getVersion(), reply.getConflictingEvents(), replayed);
            case FAILED -> new Failed(Failed.Reason.HANDLER, reply.getDetail());
            case UNREADABLE -> new Failed(Failed.Reason.UNREADABLE, reply.getDetail());
            case TOO_LARGE -> new Failed(Failed.Reason.TOO_LARGE, reply.getDetail());
        };
    }

    private static Accepted accepted(Command command, OutcomeRecord reply, boolean replayed) {
        String type = command.type().aggregateType();
        List<String> types = EventTypes.in(reply);
        List<RecordedEvent> events = new ArrayList<>(types.size());
        for (String eventType : types) {
            long version = reply.getVersion() - types.size() + events.size() + 1;
            events.add(RecordedEvent.of(type, command.aggregateId(), eventType, version));
        }
        Position position = new Position(type, reply.getPartition(), reply.getSequence());
        return new Accepted(command.aggregateId(), reply.getVersion(), events, position, replayed);
    }
}
