package dev.gregor.aggregate;

import java.time.Instant;

/**
 * What evolving may use beside the state and the event.
 *
 * @param aggregateId the id of the aggregate
 * @param version the version of the aggregate right after the event
 * @param time when the event was decided, to the millisecond
 */
public record EventContext(String aggregateId, long version, Instant time) {}
