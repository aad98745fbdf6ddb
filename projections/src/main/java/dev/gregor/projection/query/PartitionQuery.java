package dev.gregor.projection.query;

import dev.gregor.position.Position;
import org.jspecify.annotations.Nullable;

/**
 * A question to one partition of a read model.
 *
 * @param projection the name of the read model
 * @param version its version; instances may run different ones for a while
 * @param partition the partition of its rows
 * @param keys which rows
 * @param after answer only once the partition has applied this position; null to answer at once
 */
public record PartitionQuery(
        String projection,
        int version,
        int partition,
        KeyRange keys,
        @Nullable Position after) {}
