package dev.gregor.command.gateway;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.IdReused;
import dev.gregor.command.CommandOutcome.RecordedEvent;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes outcomes of replies, and ends the wait of those whom they are for. Thread-safe. */
final class ReplyCompleter {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyCompleter.class);

    private final PendingCommands pending;

    ReplyCompleter(PendingCommands pending) {
        this.pending = pending;
    }

    /** Whether a command waits for it. */
    boolean awaits(CommandReply reply) {
        return waiter(reply) != null;
    }

    /**
     * Hands it to the one who waits for it; one at a time, so that two replies do not go to one. One that cannot be handed
     * on must not cost the others theirs.
     */
    synchronized void take(CommandReply reply) {
        try {
            var waiter = waiter(reply);
            if (waiter != null) {
                pending.complete(waiter, outcome(waiter.command, reply));
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("The reply to command {} cannot be handed on", reply.commandId(), e);
        }
    }

    private PendingCommands.@Nullable Waiter waiter(CommandReply reply) {
        String key = PendingCommands.key(reply.aggregateType(), reply.aggregateId(), reply.commandId());
        return pending.waiter(key, Sender.parse(reply.sender()));
    }

    private static CommandOutcome outcome(Command command, CommandReply reply) {
        try {
            return outcome(command, reply.outcome().get(), reply.replayed());
        } catch (RuntimeException e) {
            LOG.warn("The reply to command {} cannot be read: {}", command.id(), e.toString());
            return new CommandOutcome.Unknown(command.id(), "The reply cannot be read: " + e.getMessage());
        }
    }

    private static CommandOutcome outcome(Command command, OutcomeRecord reply, boolean replayed) {
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
            String id = EventMetadata.id(type, command.aggregateId(), version);
            events.add(new RecordedEvent(id, eventType, version));
        }
        Position position = new Position(type, reply.getPartition(), reply.getSequence());
        return new Accepted(command.aggregateId(), reply.getVersion(), events, position, replayed);
    }
}
