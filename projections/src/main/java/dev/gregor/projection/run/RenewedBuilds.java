package dev.gregor.projection.run;

import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.Build.Role;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildLog;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets read models be built again whose builds were begun too early, and deletes those builds then. Several instances may do so at
 * once. Thread-safe.
 */
public final class RenewedBuilds {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedBuilds.class);

    private final RegisteredProjections registered;
    private final BuildLog log;

    /** How far a read model is. */
    public enum State {
        /** No build was begun late enough. */
        OLD,
        /** A build was, but it does not serve yet, or older ones are not deleted yet. */
        RENEWING,
        /** All rows that there are, are of builds that were begun late enough. */
        RENEWED
    }

    RenewedBuilds(RegisteredProjections registered, BuildLog log) {
        this.registered = registered;
        this.log = log;
    }

    /**
     * How far a read model is.
     *
     * @param after the time after which its builds have to be begun
     */
    public State state(String projection, Instant after) {
        return state(log.of(projection), after);
    }

    static State state(Builds builds, Instant after) {
        List<Build> left = builds.all().stream()
                .filter(build -> build.role() != Role.DROPPED)
                .toList();
        boolean serves = left.stream().anyMatch(build -> build.role() == Role.SERVING && isAfter(build, after));
        if (serves && left.stream().allMatch(build -> isAfter(build, after))) {
            return State.RENEWED;
        }
        return left.stream().anyMatch(build -> isAfter(build, after)) ? State.RENEWING : State.OLD;
    }

    private static boolean isAfter(Build build, Instant after) {
        return build.begun().isAfter(after);
    }

    /**
     * Does what is to be done next; call it again until the read model is renewed. A build that is being made is waited for, also if
     * it was begun too early: the next one is begun when it serves.
     *
     * @param after the time after which its builds have to be begun
     * @param reason why, for those who look at the builds
     */
    public void renew(String projection, Instant after, String reason) {
        Builds builds = log.of(projection);
        boolean serves =
                builds.in(Role.SERVING).filter(build -> isAfter(build, after)).isPresent();
        if (serves) {
            builds.alive().stream()
                    .filter(build -> !isAfter(build, after))
                    .forEach(build -> append(projection, new BuildStep.Drop(build.id()), reason));
        } else if (builds.in(Role.BUILDING).isEmpty()) {
            Set<Integer> versions = registered.versions(projection);
            builds.servedTo(versions)
                    .map(build -> begin(projection, builds, build, reason))
                    .ifPresent(step -> append(projection, step, reason));
        }
    }

    private BuildStep begin(String projection, Builds builds, Build old, String reason) {
        BuildId next = builds.next(old.id().version());
        BuildPlan plan = registered.begin(projection, next, old.plan().from()).plan();
        return new BuildStep.Begin(next, plan.because(reason));
    }

    private void append(String projection, BuildStep step, String reason) {
        LOG.info("Projection '{}': {} build {}: {}", projection, step.word(), step.build(), reason);
        log.append(projection, step).exceptionally(failure -> {
            LOG.warn("Projection '{}': {} is to be tried again", projection, step.word(), failure);
            return -1L;
        });
    }
}
