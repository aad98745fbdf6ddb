package dev.gregor.projection.run;

import static java.util.Objects.requireNonNull;

import dev.gregor.avro.seal.DeclaredText;
import dev.gregor.avro.seal.PersonalField;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.Build.Role;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.personal.PersonalRows;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets read models be built again whose rows have personal fields in clear of who was forgotten since they were begun, and deletes those
 * builds then. A build whose rows were sealed from its beginning stays. Several instances may do so at once. Thread-safe.
 */
public final class RenewedBuilds {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedBuilds.class);

    private final RegisteredProjections registered;
    private final BuildRunner.BuildContext context;
    private final Map<ProjectionDefinition<?>, PersonalRows> rows = new HashMap<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** How far a read model is. */
    public enum State {
        /** The build that serves was begun too early. */
        OLD,
        /** A build was not, but it does not serve yet, or others are not deleted yet. */
        RENEWING,
        /** All rows that there are, are of builds that were sealed, or begun late enough. */
        RENEWED,
        /** The build that serves was begun too early, and none is begun, for the first events are deleted. */
        EXPIRED,
        /** The build that serves was begun too early, and is of a version that is not known in this process. */
        UNKNOWN
    }

    /** Tells of each read model whose rows may be in clear. */
    RenewedBuilds(RegisteredProjections registered, BuildRunner.BuildContext context) {
        this.registered = registered;
        this.context = context;
        registered.byName().values().forEach(versions -> versions.values().forEach(this::look));
    }

    private void look(ProjectionDefinition<?> definition) {
        PersonalRows personal = PersonalRows.of(definition, registered.events());
        rows.put(definition, personal);
        if (personal.mayBeClear()) {
            LOG.info(
                    "Read model '{}' is built again when a subject is forgotten: {}. Mark fields of its rows with {}, under the names of the fields that they are made of or with these as aliases, and other text with {}=true, or its record if nothing personal is in it",
                    definition.name(),
                    String.join(", and ", personal.reasons()),
                    PersonalField.MARK,
                    DeclaredText.IMPERSONAL);
        }
    }

    /**
     * How far the read models are that have, or had, such a build, by name.
     *
     * @param after the time after which builds have to be begun whose rows are in clear
     */
    public Map<String, State> states(Instant after) {
        Map<String, State> states = new TreeMap<>();
        context.log().all().forEach((name, builds) -> {
            if (builds.all().stream().anyMatch(build -> concerns(name, build, after))) {
                states.put(name, state(name, builds, after));
            }
        });
        return states;
    }

    /** What was deleted of a version that is not known cannot be told from what never was in clear. */
    private boolean concerns(String name, Build build, Instant after) {
        boolean isThere = build.role() != Role.DROPPED
                || registered.find(name, build.id()).isPresent();
        return isThere && !isClean(name, build, after);
    }

    private State state(String name, Builds builds, Instant after) {
        State state = state(builds, build -> isClean(name, build, after));
        if (state != State.OLD) {
            return state;
        }
        boolean isKnown = builds.in(Role.SERVING)
                .flatMap(build -> registered.find(name, build.id()))
                .isPresent();
        return !isKnown ? State.UNKNOWN : expired.contains(name) ? State.EXPIRED : State.OLD;
    }

    static State state(Builds builds, Predicate<Build> isClean) {
        List<Build> left = builds.all().stream()
                .filter(build -> build.role() != Role.DROPPED)
                .toList();
        if (left.stream().allMatch(isClean)) {
            return State.RENEWED;
        }
        boolean isRenewing = left.stream()
                .filter(build -> build.role() == Role.SERVING || build.role() == Role.BUILDING)
                .anyMatch(isClean);
        return isRenewing ? State.RENEWING : State.OLD;
    }

    /** Whether a build has nothing in clear of who was forgotten before a time. */
    private boolean isClean(String name, Build build, Instant after) {
        List<String> seals = build.plan().seals();
        return build.begun().isAfter(after)
                || registered
                        .find(name, build.id())
                        .map(definition -> requireNonNull(rows.get(definition)).areSealed(seals))
                        .orElse(seals != null);
    }

    /**
     * Does what is to be done next; call it again and again. A build that is being made is waited for, also if it was begun too early: the
     * next one is begun when it serves. None is begun where the first events are deleted, for it would lose their rows, nor where
     * another version serves than are known here.
     *
     * @param after the time after which builds have to be begun whose rows are in clear
     * @param reason why, for those who look at the builds
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     */
    public void renew(Instant after, String reason) {
        context.log().all().forEach((name, builds) -> renew(name, builds, after, reason));
    }

    private void renew(String name, Builds builds, Instant after, String reason) {
        Optional<Build> serving = builds.in(Role.SERVING);
        if (serving.filter(build -> isClean(name, build, after)).isPresent()) {
            builds.alive().stream()
                    .filter(build -> build.role() == Role.RETIRED && !isClean(name, build, after))
                    .forEach(build -> append(name, new BuildStep.Drop(build.id()), reason));
        } else if (builds.in(Role.BUILDING).isEmpty() && serving.isPresent()) {
            renew(name, serving.get(), reason);
        }
    }

    private void renew(String name, Build serving, String reason) {
        Optional<ProjectionDefinition<?>> known = registered.find(name, serving.id());
        known.flatMap(definition -> begin(definition, serving, reason)).ifPresent(step -> append(name, step, reason));
        if (known.isEmpty() && told.add(name)) {
            LOG.warn(
                    "Projection '{}' may have {}, and version {}, which serves, is not known here: an instance that has it builds it again; if none has, delete it: clean-up of version {}",
                    name,
                    reason,
                    serving.id().version(),
                    serving.id().version());
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
