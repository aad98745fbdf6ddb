package dev.gregor.aggregate;

import java.time.Instant;

/**
 * What a decision may use beside the state and the command. Time and ids come from here, never from a clock or a random
 * source, so that the same command decides alike whenever it is repeated.
 *
 * @param aggregateId the id of the aggregate
 * @param version the version of the aggregate before the command; 0 if it does not exist yet
 * @param time when the command is decided, to the millisecond; never before the aggregate's last event
 * @param commandId the id of the command
 * @param correlationId what the command belongs to
 */
public record CommandContext(String aggregateId, long version, Instant time, String commandId, String correlationId) {}
