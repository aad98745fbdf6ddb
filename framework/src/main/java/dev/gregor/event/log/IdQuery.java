package dev.gregor.event.log;

import dev.gregor.position.Position;
import org.jspecify.annotations.Nullable;

/**
 * A question for the ids of aggregates in one partition of the event log.
 *
 * @param aggregateType the type of the aggregates
 * @param partition the partition of their events
 * @param ids which ids
 * @param after answer only once the log has come to this position; null to answer at once
 */
public record IdQuery(
        String aggregateType,
        int partition,
        KeyRange ids,
        @Nullable Position after) {}
