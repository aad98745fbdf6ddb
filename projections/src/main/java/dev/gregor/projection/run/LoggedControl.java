package dev.gregor.projection.run;

import dev.gregor.failure.TransientException;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.Build.Role;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildLog;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds the steps of changes to the log of builds, and answers when they are folded here. */
final class LoggedControl implements ProjectionControl {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedControl.class);
    private static final long CLEAN_UP_SECONDS = 10;
    private static final long LIMIT_SECONDS = 20;

    private final RegisteredProjections registered;
    private final BuildRunner.BuildContext context;
    private final BuildLog log;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    private record Waiter(BooleanSupplier condition, CompletableFuture<Void> met) {}

    LoggedControl(RegisteredProjections registered, BuildRunner.BuildContext context) {
        this.registered = registered;
        this.context = context;
        this.log = context.log();
    }

    /** Answers those who wait for what is the case now. */
    void completeWaiters() {
        waiters.removeIf(waiter -> {
            boolean met = waiter.condition().getAsBoolean();
            if (met) {
                waiter.met().completeAsync(() -> null);
            }
            return met || waiter.met().isDone();
        });
    }

    /** Answers those who still wait that they will not learn it. */
    void close() {
        waiters.forEach(waiter -> waiter.met().completeExceptionally(new TransientException("The application stops")));
    }

    @Override
    public CompletableFuture<ControlAnswer> pause(String projection, @Nullable Integer version) {
        return change(projection, version, build -> true, build -> new BuildStep.Pause(build, true));
    }

    @Override
    public CompletableFuture<ControlAnswer> resume(String projection, @Nullable Integer version) {
        return change(projection, version, build -> true, build -> new BuildStep.Pause(build, false));
    }

    @Override
    public CompletableFuture<ControlAnswer> reset(
            String projection, @Nullable Integer version, @Nullable Instant from) {
        Set<Integer> versions = registered.versions(projection);
        if (versions.isEmpty()) {
            return unknown(projection);
        }
        int wanted = version != null ? version : served(projection);
        if (!versions.contains(wanted)) {
            return CompletableFuture.completedFuture(new ControlAnswer.NoSuchVersion(wanted, versions));
        }
        BuildId build = log.of(projection).next(wanted);
        return append(projection, List.of(registered.begin(projection, build, from)));
    }

    private int served(String projection) {
        Set<Integer> versions = registered.versions(projection);
        return log.of(projection)
                .servedTo(versions)
                .map(build -> build.id().version())
                .orElseGet(() -> versions.stream().max(Integer::compare).orElseThrow());
    }

    @Override
    public CompletableFuture<ControlAnswer> cleanUp(String projection, @Nullable Integer version) {
        if (version == null || registered.versions(projection).contains(version)) {
            return drop(projection, version);
        }
        return checkNobodyRuns(projection, version).thenComposeAsync(nobody -> drop(projection, version));
    }

    /** What is not known here may be known to other instances, and answer queries there. */
    private CompletableFuture<Void> checkNobodyRuns(String projection, int version) {
        return CompletableFuture.allOf(log.of(projection).alive(version).stream()
                .map(build -> checkNobodyRuns(new BuildRunner.BuildKey(projection, build.id())))
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> checkNobodyRuns(BuildRunner.BuildKey key) {
        return context.hosts(key).thenAccept(hosts -> {
            if (!hosts.isEmpty()) {
                throw new TransientException(
                        ("Build %s of '%s' is not deleted: an instance at %s runs it. Ask that one; or stop it, and try again"
                                        + " once the group %s has no members")
                                .formatted(
                                        key.build(),
                                        key.projection(),
                                        String.join(", ", hosts),
                                        context.applicationId(key)));
            }
        });
    }

    private CompletableFuture<ControlAnswer> drop(String projection, @Nullable Integer version) {
        boolean isKnown = registered.names().contains(projection);
        Predicate<Build> wanted = version == null
                ? build -> build.role() == Role.RETIRED
                : build -> !isKnown || build.role() != Role.SERVING;
        return change(projection, version, wanted, build -> new BuildStep.Drop(build, !isKnown && version != null))
                .thenCompose(answer -> await(
                                () -> log.of(projection).in(Role.DROPPING).isEmpty())
                        .completeOnTimeout(null, CLEAN_UP_SECONDS, TimeUnit.SECONDS)
                        .thenApply(done -> answer instanceof ControlAnswer.Done
                                ? new ControlAnswer.Done(log.of(projection))
                                : answer));
    }

    private CompletableFuture<ControlAnswer> change(
            String projection, @Nullable Integer version, Predicate<Build> wanted, Function<BuildId, BuildStep> step) {
        Builds builds = log.of(projection);
        if (builds.all().isEmpty()) {
            return unknown(projection);
        }
        List<Build> possible = builds.alive().stream().filter(wanted).toList();
        Set<Integer> versions =
                possible.stream().map(build -> build.id().version()).collect(Collectors.toCollection(TreeSet::new));
        if (version != null && !versions.contains(version)) {
            return CompletableFuture.completedFuture(new ControlAnswer.NoSuchVersion(version, versions));
        }
        return append(
                projection,
                possible.stream()
                        .map(Build::id)
                        .filter(build -> version == null || build.version() == version)
                        .map(step)
                        .toList());
    }

    private CompletableFuture<ControlAnswer> unknown(String projection) {
        return CompletableFuture.completedFuture(new ControlAnswer.UnknownProjection(projection, registered.names()));
    }

    private CompletableFuture<ControlAnswer> append(String projection, List<? extends BuildStep> steps) {
        CompletableFuture<Long> last = CompletableFuture.completedFuture(-1L);
        for (BuildStep step : steps) {
            LOG.info("Projection '{}': {} build {}, as was asked", projection, step.word(), step.build());
            last = last.thenCombine(log.append(projection, step), Math::max);
        }
        return last.thenCompose(offset -> await(() -> log.hasFolded(offset)))
                .thenApply(folded -> new ControlAnswer.Done(log.of(projection)));
    }

    private CompletableFuture<Void> await(BooleanSupplier condition) {
        CompletableFuture<Void> met = new CompletableFuture<>();
        waiters.add(new Waiter(condition, met));
        return met.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TransientException ? failure : unknown(failure)));
    }

    private static TransientException unknown(Throwable failure) {
        return new TransientException(
                "The result is not known here after %d s, but it may have been done; check the read models before you try again"
                        .formatted(LIMIT_SECONDS),
                failure);
    }
}
