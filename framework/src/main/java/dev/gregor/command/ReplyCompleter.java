package dev.gregor.command;

import dev.gregor.avro.AvroCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes outcomes of replies, and ends the wait of those whom they are for. Thread-safe. */
final class ReplyCompleter {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyCompleter.class);

    private final String topic;
    private final AvroCodec codec;
    private final PendingCommands pending;

    ReplyCompleter(String topic, AvroCodec codec, PendingCommands pending) {
        this.topic = topic;
        this.codec = codec;
        this.pending = pending;
    }

    /** Whether somebody waits for it. */
    boolean awaits(Reply reply) {
        return waiter(reply) != null;
    }

    /**
     * Hands it to the one who waits for it; one at a time, so that two replies do not go to one. One that cannot be handed
     * on must not cost the others theirs.
     */
    synchronized void take(Reply reply) {
        try {
            var waiter = waiter(reply);
            if (waiter != null) {
                pending.complete(waiter, outcome(waiter.command, reply));
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("The reply to command {} cannot be handed on", reply.commandId(), e);
        }
    }

    private PendingCommands.@Nullable Waiter waiter(Reply reply) {
        String key = PendingCommands.key(reply.aggregateType(), reply.aggregateId(), reply.commandId());
        return pending.waiter(key, Sender.parse(reply.sender()));
    }

    private CommandOutcome outcome(Command command, Reply reply) {
        try {
            OutcomeRecord outcome = codec.decode(topic, reply.outcome(), OutcomeRecord.class);
            return Replies.outcome(command, outcome, reply.replayed());
        } catch (RuntimeException e) {
            LOG.warn("The reply to command {} cannot be read: {}", command.id(), e.toString());
            return new CommandOutcome.Unknown(command.id(), "The reply cannot be read: " + e.getMessage());
        }
    }
}
