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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets read models be built again whose rows have personal fields in clear of who was forgotten since they were begun, and deletes those
 * builds then. A build whose rows were sealed from its beginning stays, and so does one of which nothing is known. Several instances may do
 * so at once. Thread-safe.
 */
public final class RenewedBuilds {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedBuilds.class);

    private static final Duration RETRY = Duration.ofSeconds(5);
    /** So many times as long as a try took is waited before the next one: others wait for it, to ask the cluster as well. */
    private static final long RETRIES_APART = 5;

    private final RegisteredProjections registered;
    private final Source source;
    private final Map<ProjectionDefinition<?>, PersonalRows> rows = new HashMap<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> failing = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** The builds that are agreed, and the events that they are made of. */
    interface Source {

        /** The builds of all read models, by name. */
        Map<String, Builds> builds();

        /** Adds a step to those of a read model; {@link #builds} has it later. */
        CompletableFuture<Long> append(String projection, BuildStep step);

        /**
         * Whether none of the first events of these aggregates was deleted.
         *
         * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
         */
        boolean hasAllEventsOf(Set<String> aggregateTypes);
    }

    /** How far a read model is. */
    public enum State {
        /** The build that serves was begun too early. */
        OLD,
        /** A build was not, but it does not serve yet. */
        RENEWING,
        /** The one that serves was not, but others are not deleted yet. */
        DELETING,
        /** All rows that there are, are of builds that were sealed, or begun late enough. */
        RENEWED,
        /** A build was begun too early, and stays, for the first events are deleted. */
        EXPIRED,
        /**
         * A build may have been begun too early, and is of a version that is not known in this process; or it answers here, where another
         * version serves that is not known.
         */
        UNKNOWN
    }

    /** What is known of the rows of a build. */
    private enum Rows {
        CLEAN,
        CLEAR,
        UNKNOWN
    }

    /** Tells of each read model whose rows may be in clear. */
    RenewedBuilds(RegisteredProjections registered, Source source) {
        this(registered, source, System::nanoTime);
    }

    RenewedBuilds(RegisteredProjections registered, Source source, LongSupplier nanos) {
        this.registered = registered;
        this.source = source;
        this.nanos = nanos;
        registered.byName().values().forEach(versions -> versions.values().forEach(this::look));
    }

    private void look(ProjectionDefinition<?> definition) {
        PersonalRows personal = PersonalRows.of(definition, registered.events());
        rows.put(definition, personal);
        if (personal.mayBeClear()) {
            LOG.info(
                    "Read model '{}' is built again when a subject is forgotten: {}. Mark fields of its rows, and of states that are kept with them, with {}, under the names of the fields that they are made of or with these as aliases, and other text with {}=true, or its record if nothing personal is in it",
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
        source.builds().forEach((name, builds) -> {
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
        return isThere && rows(name, build, after) != Rows.CLEAN;
    }

    private State state(String name, Builds builds, Instant after) {
        Rows serving =
                builds.in(Role.SERVING).map(build -> rows(name, build, after)).orElse(Rows.CLEAN);
        if (serving != Rows.CLEAN) {
            boolean isRenewing = builds.in(Role.BUILDING)
                    .filter(build -> rows(name, build, after) == Rows.CLEAN)
                    .isPresent();
            return isRenewing
                    ? State.RENEWING
                    : serving == Rows.UNKNOWN ? State.UNKNOWN : expired.contains(name) ? State.EXPIRED : State.OLD;
        }
        if (!notKnown(name, builds, after).isEmpty()) {
            return State.UNKNOWN;
        }
        if (expired.contains(name)
                && mayLackEvents(builds)
                && !toBeDropped(name, builds, after).isEmpty()) {
            return State.EXPIRED;
        }
        boolean isRenewed = builds.all().stream()
                .filter(build -> build.role() != Role.DROPPED)
                .allMatch(build -> rows(name, build, after) == Rows.CLEAN);
        return isRenewed ? State.RENEWED : State.DELETING;
    }

    private Rows rows(String name, Build build, Instant after) {
        List<String> seals = build.sealsUntil(after);
        if (build.begun().isAfter(after)) {
            return Rows.CLEAN;
        }
        return registered
                .find(name, build.id())
                .map(definition -> requireNonNull(rows.get(definition)).areSealed(seals) ? Rows.CLEAN : Rows.CLEAR)
                .orElse(seals != null ? Rows.CLEAN : Rows.UNKNOWN);
    }

    /** Those that nobody makes again or deletes here. */
    private List<BuildId> notKnown(String name, Builds builds, Instant after) {
        return builds.alive().stream()
                .filter(build -> build.role() != Role.BUILDING)
                .filter(build -> switch (rows(name, build, after)) {
                    case CLEAN -> false;
                    case CLEAR -> build.role() == Role.RETIRED && answersHere(name, builds, build);
                    case UNKNOWN -> true;
                })
                .map(Build::id)
                .toList();
    }

    /** Those that have retired and are known to be in clear. */
    private List<Build> toBeDropped(String name, Builds builds, Instant after) {
        return builds.alive().stream()
                .filter(build -> build.role() == Role.RETIRED
                        && rows(name, build, after) == Rows.CLEAR
                        && !answersHere(name, builds, build))
                .toList();
    }

    private boolean answersHere(String name, Builds builds, Build build) {
        return builds.servedTo(registered.versions(name)).filter(build::equals).isPresent();
    }

    /** A build that somebody has asked for may: who did so has given up what is deleted. */
    private static boolean mayLackEvents(Builds builds) {
        return builds.in(Role.SERVING)
                .filter(serving -> serving.plan().reason() != null)
                .isPresent();
    }

    /**
     * Does what is to be done next; call it again and again. A build that is being made is waited for, also if it was begun too early: the
     * next one is begun when it serves. None is begun where the first events are deleted, for it would lose their rows, nor where
     * another version serves than are known here; and an old one stays if they were deleted before the new one served. A read model with
     * which that fails is logged, and does not hold up others: it is tried again after a pause, the longer the more time it took to fail.
     *
     * @param after the time after which builds have to be begun whose rows are in clear
     * @param reason why, for those who look at the builds
     */
    public void renew(Instant after, String reason) {
        source.builds().forEach((name, builds) -> {
            long start = nanos.getAsLong();
            Long next = failing.get(name);
            if (next != null && start - next < 0) {
                return;
            }
            try {
                renew(name, builds, after, reason);
                failing.remove(name);
            } catch (RuntimeException e) {
                long end = nanos.getAsLong();
                long pause = Math.max(RETRY.toNanos(), RETRIES_APART * (end - start));
                if (failing.put(name, end + pause) == null) {
                    LOG.warn("Projection '{}' may have {}, which cannot be mended now; trying on", name, reason, e);
                }
            }
        });
    }

    private void renew(String name, Builds builds, Instant after, String reason) {
        tellOfNotKnown(name, notKnown(name, builds, after), reason);
        Optional<Build> serving = builds.in(Role.SERVING);
        if (serving.filter(build -> rows(name, build, after) == Rows.CLEAN).isPresent()) {
            toBeDropped(name, builds, after).stream()
                    .filter(build -> !mayLackEvents(builds) || hasAllEvents(known(name, build), reason))
                    .forEach(build -> append(name, new BuildStep.Drop(build.id()), reason));
        } else if (builds.in(Role.BUILDING).isEmpty()) {
            serving.filter(build -> rows(name, build, after) == Rows.CLEAR)
                    .filter(build -> hasAllEvents(known(name, build), reason))
                    .ifPresent(build -> append(name, begin(name, builds, build, reason), reason));
        }
    }

    private void tellOfNotKnown(String name, List<BuildId> notKnown, String reason) {
        if (!notKnown.isEmpty() && told.add(name)) {
            LOG.warn(
                    "Projection '{}' may have {} in builds {}, which are not mended here, for another version serves than is known here, or theirs is not known: an instance that has the version mends them; if none has, reset the projection where another version is known, and then clean up their versions",
                    name,
                    reason,
                    notKnown);
        }
    }

    private ProjectionDefinition<?> known(String name, Build build) {
        return registered.find(name, build.id()).orElseThrow();
    }

    /** Of the builds that were looked at, so that two instances begin the same one. */
    private BuildStep begin(String name, Builds builds, Build old, String reason) {
        BuildId next = builds.next(old.id().version());
        BuildPlan plan = registered.begin(name, next, old.plan().from()).plan();
        return new BuildStep.Begin(next, plan.because(reason));
    }

    /** Once they are known to be deleted that is not looked at again: they come back with another start only. */
    private boolean hasAllEvents(ProjectionDefinition<?> definition, String reason) {
        String name = definition.name();
        if (expired.contains(name)) {
            return false;
        }
        Set<String> types = definition.aggregateTypes(registered.events());
        boolean all = source.hasAllEventsOf(types);
        if (!all) {
            expired.add(name);
            LOG.warn(
                    "Projection '{}' has {}, which stay, for the first events of {} are deleted: their rows would be lost. Reset it if they may be",
                    name,
                    reason,
                    types);
        }
        return all;
    }

    private void append(String projection, BuildStep step, String reason) {
        LOG.info("Projection '{}': {} build {}: {}", projection, step.word(), step.build(), reason);
        source.append(projection, step).exceptionally(failure -> {
            LOG.warn("Projection '{}': {} is to be tried again", projection, step.word(), failure);
            return -1L;
        });
    }
}
