package dev.gregor.aggregate;

import java.time.Instant;

/**
 * The data that a decision may use in addition to the state and the command. Take the time and ids from here, not from a clock or a
 * random source, so that a repeated decision has the same result.
 *
 * @param aggregateId the id of the aggregate
 * @param version the version of the aggregate before the command; 0 if it does not exist yet
 * @param time when the command is decided, to the millisecond; never before the aggregate's last event
 * @param commandId the id of the command
 * @param correlationId the correlation id of the command, which its events get too
 */
public record CommandContext(String aggregateId, long version, Instant time, String commandId, String correlationId) {}
