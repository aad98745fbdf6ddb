package dev.gregor.projection.run;

import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.Build.Role;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets read models be built again whose builds were begun too early, and deletes those builds then. Several instances may do so at
 * once. Thread-safe.
 */
public final class RenewedBuilds {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedBuilds.class);

    private final RegisteredProjections registered;
    private final BuildRunner.BuildContext context;
    private final Set<String> expired = ConcurrentHashMap.newKeySet();

    /** How far a read model is. */
    public enum State {
        /** No build was begun late enough. */
        OLD,
        /** A build was, but it does not serve yet, or older ones are not deleted yet. */
        RENEWING,
        /** All rows that there are, are of builds that were begun late enough. */
        RENEWED,
        /** No build was begun late enough, nor is one begun, for the first events are deleted. */
        EXPIRED
    }

    RenewedBuilds(RegisteredProjections registered, BuildRunner.BuildContext context) {
        this.registered = registered;
        this.context = context;
    }

    /**
     * How far a read model is.
     *
     * @param after the time after which its builds have to be begun
     */
    public State state(String projection, Instant after) {
        State state = state(context.log().of(projection), after);
        return state == State.OLD && expired.contains(projection) ? State.EXPIRED : state;
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
     * it was begun too early: the next one is begun when it serves. None is begun where the first events are deleted, for it would lose
     * their rows, nor where another version serves than are known here.
     *
     * @param after the time after which its builds have to be begun
     * @param reason why, for those who look at the builds
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     */
    public void renew(String projection, Instant after, String reason) {
        Builds builds = context.log().of(projection);
        boolean serves =
                builds.in(Role.SERVING).filter(build -> isAfter(build, after)).isPresent();
        if (serves) {
            builds.alive().stream()
                    .filter(build -> !isAfter(build, after))
                    .forEach(build -> append(projection, new BuildStep.Drop(build.id()), reason));
        } else if (builds.in(Role.BUILDING).isEmpty()) {
            builds.in(Role.SERVING)
                    .flatMap(old -> registered
                            .find(projection, old.id())
                            .flatMap(definition -> begin(definition, old, reason)))
                    .ifPresent(step -> append(projection, step, reason));
        }
    }

    private Optional<BuildStep> begin(ProjectionDefinition<?> definition, Build old, String reason) {
        if (!hasAllEvents(definition, reason)) {
            return Optional.empty();
        }
        BuildId next = context.log().of(definition.name()).next(old.id().version());
        BuildPlan plan =
                registered.begin(definition.name(), next, old.plan().from()).plan();
        return Optional.of(new BuildStep.Begin(next, plan.because(reason)));
    }

    /** Once they are known to be deleted that is not looked at again: they come back with another start only. */
    private boolean hasAllEvents(ProjectionDefinition<?> definition, String reason) {
        String name = definition.name();
        if (expired.contains(name)) {
            return false;
        }
        List<String> topics = definition.aggregateTypes(registered.events()).stream()
                .map(context.readSide().topics()::events)
                .toList();
        boolean all = context.hasAllEvents(topics);
        if (!all) {
            expired.add(name);
            LOG.warn(
                    "Projection '{}' has {}, and is not built again, for the first events of {} are deleted: their rows would be lost. Reset it if they may be",
                    name,
                    reason,
                    topics);
        }
        return all;
    }

    private void append(String projection, BuildStep step, String reason) {
        LOG.info("Projection '{}': {} build {}: {}", projection, step.word(), step.build(), reason);
        context.log().append(projection, step).exceptionally(failure -> {
            LOG.warn("Projection '{}': {} is to be tried again", projection, step.word(), failure);
            return -1L;
        });
    }
}
