package dev.gregor.aggregate;

import java.time.Instant;

/**
 * The data that an {@link Evolve} function may use in addition to the state and the event.
 *
 * @param aggregateId the id of the aggregate
 * @param version the version of the aggregate right after the event
 * @param time when the event was decided, to the millisecond
 */
public record EventContext(String aggregateId, long version, Instant time) {}
