package dev.gregor.projection.build;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a build is made of.
 *
 * @param fingerprint of the definition, see {@link dev.gregor.projection.ProjectionDefinition#fingerprint()}
 * @param partitions how many partitions its rows have
 * @param from the time before which events are skipped; null for none
 * @param code tells the code of one projection class from another; null if it is not known
 * @param reason what was wrong with the build whose place it takes; null if it was begun for another reason
 */
public record BuildPlan(
        String fingerprint,
        int partitions,
        @Nullable Instant from,
        @Nullable String code,
        @Nullable String reason) {

    /** One that takes nobody's place, of code that is not known. */
    public BuildPlan(String fingerprint, int partitions, @Nullable Instant from) {
        this(fingerprint, partitions, from, null, null);
    }

    /** The same in place of a build with which something is wrong. */
    public BuildPlan because(String wrong) {
        return new BuildPlan(fingerprint, partitions, from, code, wrong);
    }
}
