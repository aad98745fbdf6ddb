package dev.gregor.command.gateway;

import dev.gregor.command.OutcomeRecord;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reply of the write side to the sender of a command.
 *
 * @param aggregateType the logical type of the aggregate
 * @param aggregateId the id of the aggregate
 * @param commandId the id of the command
 * @param outcome how it ended; throws if that cannot be read
 * @param replayed whether an earlier command with the same id had this outcome
 * @param sender who waits for it, as the header {@link dev.gregor.message.MessageHeaders#GATEWAY} of the command says; null if
 *     it was not told
 */
public record CommandReply(
        String aggregateType,
        String aggregateId,
        String commandId,
        Supplier<OutcomeRecord> outcome,
        boolean replayed,
        byte @Nullable [] sender) {}
