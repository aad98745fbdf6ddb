package dev.gregor.projection.gateway;

import dev.gregor.event.log.KeyRange;
import dev.gregor.position.Position;
import dev.gregor.projection.build.BuildId;
import org.jspecify.annotations.Nullable;

/**
 * A question to one partition of a read model.
 *
 * @param projection the name of the read model
 * @param build which build of it; instances may be served by different ones for a while
 * @param partition the partition of its rows
 * @param keys which rows
 * @param after answer only once the partition has applied this position; null to answer at once
 */
public record PartitionQuery(
        String projection,
        BuildId build,
        int partition,
        KeyRange keys,
        @Nullable Position after) {}
