package dev.gregor.projection.build;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a build is made of.
 *
 * @param fingerprint of the definition, see {@link dev.gregor.projection.ProjectionDefinition#fingerprint()}
 * @param partitions how many partitions its rows have
 * @param from the time before which events are skipped; null for none
 */
public record BuildPlan(
        String fingerprint, int partitions, @Nullable Instant from) {}
