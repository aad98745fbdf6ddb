package dev.gregor.command;

/**
 * What the write side tells the sender of a command.
 *
 * @param aggregateType the logical type of the aggregate
 * @param aggregateId the id of the aggregate
 * @param commandId the id of the command
 * @param outcome the encoded {@link OutcomeRecord}
 * @param replayed whether an earlier command with the same id had this outcome
 */
public record Reply(String aggregateType, String aggregateId, String commandId, byte[] outcome, boolean replayed) {}
