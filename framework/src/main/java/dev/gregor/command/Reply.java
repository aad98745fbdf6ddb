package dev.gregor.command;

import org.jspecify.annotations.Nullable;

/**
 * What the write side tells the sender of a command.
 *
 * @param aggregateType the logical type of the aggregate
 * @param aggregateId the id of the aggregate
 * @param commandId the id of the command
 * @param outcome the encoded {@link OutcomeRecord}
 * @param replayed whether an earlier command with the same id had this outcome
 * @param sender who waits for it, as the header {@link dev.gregor.message.MessageHeaders#GATEWAY} of the command says; null if
 *     it was not told
 */
public record Reply(
        String aggregateType,
        String aggregateId,
        String commandId,
        byte[] outcome,
        boolean replayed,
        byte @Nullable [] sender) {}
