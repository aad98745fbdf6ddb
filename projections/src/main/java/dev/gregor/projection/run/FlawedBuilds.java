package dev.gregor.projection.run;

import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.task.Flaw;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts builds right that cannot go on: where the events are whole, another build of the same version takes their place. Whatever
 * was deleted or is older, it is made from the events alone.
 */
final class FlawedBuilds {

    private static final Logger LOG = LoggerFactory.getLogger(FlawedBuilds.class);

    private final BuildRunner.BuildContext context;
    private final RegisteredProjections registered;
    private final Set<BuildRunner.BuildKey> requested = ConcurrentHashMap.newKeySet();

    FlawedBuilds(BuildRunner.BuildContext context, RegisteredProjections registered) {
        this.context = context;
        this.registered = registered;
    }

    void look(Map<BuildRunner.BuildKey, RunningProjection> running) {
        running.forEach((key, here) -> {
            Collection<Flaw> flaws = here.flaws();
            if (!flaws.isEmpty() && !requested.contains(key)) {
                Builds builds = context.log().of(key.projection());
                builds.find(key.build())
                        .flatMap(build -> cure(build, builds, here, flaws))
                        .ifPresent(step -> append(key, step));
            }
        });
    }

    private Optional<BuildStep> cure(Build build, Builds builds, RunningProjection here, Collection<Flaw> flaws) {
        return switch (build.role()) {
            case SERVING, BUILDING -> begin(build, builds, here, flaws);
            case RETIRED ->
                builds.in(Build.Role.SERVING)
                        .filter(serving -> serving.plan().reason() != null)
                        .map(serving -> new BuildStep.Drop(build.id()));
            case DROPPING, DROPPED -> Optional.empty();
        };
    }

    private Optional<BuildStep> begin(Build build, Builds builds, RunningProjection here, Collection<Flaw> flaws) {
        boolean replaced = build.role() == Build.Role.SERVING
                && builds.in(Build.Role.BUILDING).isPresent();
        if (replaced || !isCurable(build, flaws) || !isWhole(here)) {
            return Optional.empty();
        }
        BuildPlan plan = registered
                .begin(
                        here.definition().name(),
                        builds.next(build.id().version()),
                        build.plan().from())
                .plan();
        String reason = flaws.iterator().next().reason();
        return Optional.of(new BuildStep.Begin(
                builds.next(build.id().version()), plan.because("build %s: %s".formatted(build.id(), reason))));
    }

    /** A build that has never caught up would miss the same event again, if it is not there. */
    private static boolean isCurable(Build build, Collection<Flaw> flaws) {
        return flaws.stream()
                .noneMatch(flaw ->
                        flaw.kind() == Flaw.Kind.DELETED || (flaw.kind() == Flaw.Kind.GAP && !build.isComplete()));
    }

    /** Whether a new build would have all events, or may begin later. */
    private boolean isWhole(RunningProjection here) {
        return here.mayBeginLate() || context.hasAllEvents(here.topics());
    }

    private void append(BuildRunner.BuildKey key, BuildStep step) {
        requested.add(key);
        LOG.warn(
                "Build {} of '{}' cannot go on: {} of build {}",
                key.build(),
                key.projection(),
                step.word(),
                step.build());
        context.log().append(key.projection(), step).whenComplete((offset, failure) -> {
            if (failure != null) {
                requested.remove(key);
            }
        });
    }
}
