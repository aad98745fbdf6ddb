package dev.gregor.projection.run;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.event.EventCatalog;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.personal.PersonalRows;
import dev.gregor.projection.topology.ReadSide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of read models that this process knows, by name and version.
 *
 * @param byName at least one version of each
 * @param codes what tells the code of their classes from other code, where it is known
 * @param events the events that there are
 * @param partitions how many partitions rows have
 */
record RegisteredProjections(
        Map<String, NavigableMap<Integer, ProjectionDefinition<?>>> byName,
        Map<ProjectionDefinition<?>, String> codes,
        EventCatalog events,
        int partitions) {

    /**
     * Checks them.
     *
     * @throws DefinitionException if one contradicts itself or reads events of no aggregate, or two are of one name and
     *     version
     */
    static RegisteredProjections of(Collection<? extends Projection<?>> projections, ReadSide readSide) {
        Map<String, NavigableMap<Integer, ProjectionDefinition<?>>> byName = new TreeMap<>();
        Map<ProjectionDefinition<?>, String> codes = new HashMap<>();
        for (Projection<?> projection : projections) {
            ProjectionDefinition<?> definition = projection.definition();
            definition.aggregateTypes(readSide.events());
            definition.states(readSide.events());
            ClassCode.of(projection.getClass()).ifPresent(code -> codes.put(definition, code));
            var versions = byName.computeIfAbsent(definition.name(), name -> new TreeMap<>());
            if (versions.put(definition.version(), definition) != null) {
                throw new DefinitionException(
                        "Two projections have the name '%s' and version %d, one of them %s; give the newer one version %d"
                                .formatted(
                                        definition.name(),
                                        definition.version(),
                                        projection.getClass().getName(),
                                        versions.lastKey() + 1));
            }
        }
        return new RegisteredProjections(byName, codes, readSide.events(), readSide.partitions());
    }

    Set<String> names() {
        return byName.keySet();
    }

    Set<Integer> versions(String name) {
        return known(name).keySet();
    }

    private NavigableMap<Integer, ProjectionDefinition<?>> known(String name) {
        return byName.getOrDefault(name, new TreeMap<>());
    }

    Optional<ProjectionDefinition<?>> find(String name, BuildId build) {
        return Optional.ofNullable(known(name).get(build.version()));
    }

    /**
     * Whether a build was made by other code than is known here under its version. The class of an older version is another one, for
     * it was renamed.
     */
    boolean isOfOtherCode(String name, Build build) {
        if (!known(name).tailMap(build.id().version(), false).isEmpty()) {
            return false;
        }
        String built = build.plan().code();
        String known = find(name, build.id()).map(codes::get).orElse(null);
        return built != null && known != null && !built.equals(known);
    }

    /**
     * The builds that have to begin because of what is known here: the newest version if it is newer than all that there are,
     * and where there is none the oldest too, which may have served before builds were recorded. What is left over of others is
     * to be dropped.
     *
     * @param leftOver builds that have topics or a group, and are not recorded
     *
     * @throws DefinitionException if a version is not what it was built of
     */
    List<BuildStep> begin(String name, Builds builds, Collection<BuildId> leftOver) {
        NavigableMap<Integer, ProjectionDefinition<?>> versions = known(name);
        versions.values().forEach(definition -> check(definition, builds));
        List<BuildStep> steps = new ArrayList<>();
        if (builds.alive().isEmpty()) {
            steps.add(begin(name, free(builds.next(versions.firstKey()), leftOver), null));
        }
        if (versions.lastKey() > Math.max(builds.newestVersion(), builds.alive().isEmpty() ? versions.firstKey() : 0)) {
            steps.add(begin(name, free(builds.next(versions.lastKey()), leftOver), null));
        }
        Set<BuildId> begun = steps.stream().map(BuildStep::build).collect(Collectors.toSet());
        leftOver.stream()
                .filter(build -> !begun.contains(build))
                .map(BuildStep.Drop::new)
                .forEach(steps::add);
        return steps;
    }

    /** The remains of a later run do not show what it was made of; the first run of a version is of all events. */
    private static BuildId free(BuildId next, Collection<BuildId> leftOver) {
        int last = leftOver.stream()
                .filter(build -> build.version() == next.version())
                .mapToInt(BuildId::run)
                .max()
                .orElse(0);
        return last <= 1 && next.run() == 1 ? next : new BuildId(next.version(), Math.max(next.run(), last + 1));
    }

    private void check(ProjectionDefinition<?> definition, Builds builds) {
        List<String> parts = definition.parts(events);
        for (Build build : builds.alive(definition.version())) {
            if (!build.plan().isOf(definition.fingerprint(), parts)) {
                throw new DefinitionException(
                        ("Projection '%s' version %d reads other events, or has other rows, than the version %d that"
                                        + " was built%s; give it version %d, and leave the class as it was beside it until that is"
                                        + " built")
                                .formatted(
                                        definition.name(),
                                        definition.version(),
                                        definition.version(),
                                        build.plan().difference(parts),
                                        builds.newestVersion() + 1));
            }
        }
    }

    /** What is to be recorded before a build runs here, if its rows declare less here than where it was begun. */
    Optional<BuildStep> declareLess(String name, Build build) {
        List<String> all = build.plan().seals();
        Optional<ProjectionDefinition<?>> definition = find(name, build.id());
        if (all == null || build.lessSince() != null || definition.isEmpty()) {
            return Optional.empty();
        }
        List<String> here = PersonalRows.of(definition.get(), events).seals();
        return here != null && here.containsAll(all)
                ? Optional.empty()
                : Optional.of(new BuildStep.DeclareLess(build.id()));
    }

    /** A build of a version that is known here. */
    BuildStep.Begin begin(String name, BuildId build, @Nullable Instant from) {
        ProjectionDefinition<?> definition = find(name, build).orElseThrow();
        return new BuildStep.Begin(
                build,
                new BuildPlan(
                        definition.fingerprint(),
                        definition.parts(events),
                        partitions,
                        from,
                        codes.get(definition),
                        null,
                        PersonalRows.of(definition, events).seals()));
    }
}
