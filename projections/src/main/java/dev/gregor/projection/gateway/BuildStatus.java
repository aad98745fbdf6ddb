package dev.gregor.projection.gateway;

import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a build of a read model is there for, and how fast it comes on.
 *
 * @param id which build
 * @param role what it is there for
 * @param from the time before which it skips events; null for none
 * @param complete whether it has once caught up with all events
 * @param eventsPerSecond how many events it has applied a second lately; 0 if it is complete
 * @param problem why it applies nothing more in some partitions, or what was wrong with the build whose place it takes; null for nothing
 */
public record BuildStatus(
        BuildId id,
        Build.Role role,
        @Nullable Instant from,
        boolean complete,
        double eventsPerSecond,
        @Nullable String problem) {

    /** One without a problem. */
    public BuildStatus(BuildId id, Build.Role role, @Nullable Instant from, boolean complete, double eventsPerSecond) {
        this(id, role, from, complete, eventsPerSecond, null);
    }

    BuildStatus plus(BuildStatus elsewhere) {
        return new BuildStatus(
                id,
                role,
                from,
                complete,
                eventsPerSecond + elsewhere.eventsPerSecond,
                problem == null ? elsewhere.problem : problem);
    }
}
