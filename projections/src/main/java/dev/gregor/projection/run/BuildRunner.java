package dev.gregor.projection.run;

import dev.gregor.failure.TransientException;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildLog;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.build.EndPositions;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs in this process what the log of builds says, as far as the definitions are known. One thread changes it. */
final class BuildRunner {

    private static final Logger LOG = LoggerFactory.getLogger(BuildRunner.class);

    private final BuildContext context;
    private final RegisteredProjections registered;
    private final Map<BuildKey, RunningProjection> running = new ConcurrentSkipListMap<>();
    private final Set<BuildKey> dropping = ConcurrentHashMap.newKeySet();
    private final Set<BuildKey> failing = new HashSet<>();
    private final FlawedBuilds flawed;
    private volatile Map<String, RunningProjection> served = Map.of();

    /** What builds are run with. */
    record BuildContext(
            ReadSide readSide,
            StreamsSettings settings,
            MeterRegistry meters,
            EndPositions ends,
            BuildLog log,
            Admin admin)
            implements RenewedBuilds.Source {
        String applicationId(BuildKey key) {
            return ProjectionTopology.applicationId(readSide.app(), key.projection(), key.build());
        }

        /**
         * Where the processes are that run a build.
         *
         * @return fails with a {@link TransientException} if the cluster does not answer
         */
        CompletableFuture<Set<String>> hosts(BuildKey key) {
            String group = applicationId(key);
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .thenApply(groups -> groups.values().stream()
                            .flatMap(described -> described.members().stream())
                            .map(MemberDescription::host)
                            .collect(Collectors.toSet()))
                    .exceptionallyCompose(failure -> failure.getCause() instanceof GroupIdNotFoundException
                            ? CompletableFuture.completedFuture(Set.of())
                            : CompletableFuture.failedFuture(new TransientException(
                                    "Who runs %s is not known (%s); try again".formatted(group, failure.getCause()),
                                    failure)));
        }

        @Override
        public Map<String, Builds> builds() {
            return log.all();
        }

        @Override
        public CompletableFuture<Long> append(String projection, BuildStep step) {
            return log.append(projection, step);
        }

        @Override
        public boolean hasAllEventsOf(Set<String> aggregateTypes) {
            return hasAllEvents(
                    aggregateTypes.stream().map(readSide.topics()::events).toList());
        }

        /**
         * Whether none of the first events of these topics was deleted.
         *
         * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
         */
        boolean hasAllEvents(Collection<String> topics) {
            Set<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> IntStream.range(0, readSide.partitions())
                            .mapToObj(partition -> new TopicPartition(topic, partition)))
                    .collect(Collectors.toSet());
            return ends.events().beginnings(partitions).values().stream().allMatch(offset -> offset == 0);
        }
    }

    /** A build of a read model. */
    record BuildKey(String projection, BuildId build) implements Comparable<BuildKey> {
        @Override
        public int compareTo(BuildKey other) {
            int byName = projection.compareTo(other.projection);
            int byVersion = byName != 0 ? byName : Integer.compare(build.version(), other.build.version());
            return byVersion != 0 ? byVersion : Integer.compare(build.run(), other.build.run());
        }
    }

    BuildRunner(BuildContext context, RegisteredProjections registered) {
        this.context = context;
        this.registered = registered;
        this.flawed = new FlawedBuilds(context, registered);
    }

    /**
     * Starts what the log says, and {@link #reconcile follows} it.
     *
     * @throws RuntimeException if the schema of a row cannot be made known; none is started then
     */
    void start() {
        Map<BuildKey, ProjectionTopology<?>> missing = missing(builds());
        missing.values().forEach(topology -> topology.registerSchemas());
        try {
            startTogether(missing);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
        reconcile();
    }

    /** Most of what each takes is to wait for the brokers. */
    private void startTogether(Map<BuildKey, ProjectionTopology<?>> missing) {
        CompletableFuture.allOf(missing.entrySet().stream()
                        .map(each -> CompletableFuture.runAsync(
                                () -> start(each.getKey(), each.getValue()),
                                work -> new Thread(work, "gregor-start").start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /**
     * Starts, pauses, resumes and stops builds, so that they are as the log says; then lets each read model be served by the
     * build that does. One that cannot be started is tried again by the next call.
     */
    void reconcile() {
        Map<BuildKey, Build> builds = builds();
        missing(builds).forEach(this::tryToStart);
        builds.forEach(this::pauseOrResume);
        Map<String, RunningProjection> before = served;
        Map<String, RunningProjection> now = serving();
        served = now;
        before.forEach((name, was) -> {
            if (now.get(name) != was) {
                was.rows().endServing();
            }
        });
        builds.forEach((key, build) -> {
            if (build.role() == Build.Role.DROPPING && dropping.add(key)) {
                new DroppedBuild(key, Optional.ofNullable(running.remove(key)), context).start();
            }
        });
    }

    private Map<BuildKey, Build> builds() {
        Map<BuildKey, Build> builds = new TreeMap<>();
        context.log()
                .all()
                .forEach((name, ofName) ->
                        ofName.all().forEach(build -> builds.put(new BuildKey(name, build.id()), build)));
        return builds;
    }

    private Map<BuildKey, ProjectionTopology<?>> missing(Map<BuildKey, Build> builds) {
        Map<BuildKey, ProjectionTopology<?>> missing = new TreeMap<>();
        builds.forEach((key, build) -> {
            if (build.role().isAlive() && !running.containsKey(key)) {
                registered
                        .find(key.projection(), key.build())
                        .ifPresent(definition -> missing.put(
                                key,
                                new ProjectionTopology<>(
                                        definition,
                                        context.readSide(),
                                        build.id(),
                                        build.plan().from())));
            }
        });
        return missing;
    }

    private void start(BuildKey key, ProjectionTopology<?> topology) {
        context.readSide().beforeBuild().run();
        topology.inspect(
                context.admin(), context.ends().events(), context.settings().maxRecordBytes());
        declareLess(key);
        running.put(key, RunningProjection.start(topology, context));
    }

    /** Other instances have to know before a row is written. */
    private void declareLess(BuildKey key) {
        context.log()
                .of(key.projection())
                .find(key.build())
                .flatMap(build -> registered.declareLess(key.projection(), build))
                .ifPresent(step -> context.log().append(key.projection(), step).join());
    }

    private void tryToStart(BuildKey key, ProjectionTopology<?> topology) {
        try {
            topology.registerSchemas();
            start(key, topology);
            failing.remove(key);
        } catch (RuntimeException e) {
            if (failing.add(key)) {
                LOG.warn("Build {} of '{}' cannot be started; trying on", key.build(), key.projection(), e);
            }
        }
    }

    private void pauseOrResume(BuildKey key, Build build) {
        RunningProjection here = running.get(key);
        if (here != null && here.isPaused() != build.paused()) {
            here.setPaused(build.paused());
        }
    }

    private Map<String, RunningProjection> serving() {
        Map<String, RunningProjection> now = new TreeMap<>();
        for (String name : registered.names()) {
            context.log()
                    .of(name)
                    .servedTo(registered.versions(name))
                    .map(build -> running.get(new BuildKey(name, build.id())))
                    .ifPresent(serving -> now.put(name, serving));
        }
        return now;
    }

    /**
     * Lets partitions that have caught up say so, unless a new build would take over without what is parked, and looks
     * how far those that have not may come.
     */
    void reportCaughtUp() {
        Set<String> topics = new TreeSet<>();
        running.forEach((key, here) -> {
            Build build = context.log().of(key.projection()).find(key.build()).orElseThrow();
            if (build.paused() || !build.isComplete()) {
                topics.addAll(here.topics());
            }
            if (!build.paused() && !build.isComplete()) {
                here.progress().measure();
                Set<Integer> ready = new HashSet<>(here.progress().caughtUp());
                ready.removeAll(build.ready());
                ready.removeIf(partition -> !mayTakeOver(build, here, partition));
                ready.forEach(partition ->
                        context.log().append(key.projection(), new BuildStep.Ready(key.build(), partition)));
            }
        });
        context.ends().look(topics);
        flawed.look(running);
    }

    /** What takes the place of rows that are wrong does not wait for somebody to look at parked events. */
    private static boolean mayTakeOver(Build build, RunningProjection here, int partition) {
        return build.role() != Build.Role.BUILDING
                || build.plan().reason() != null
                || here.progress().hasNoParkedEvents(partition);
    }

    /** The build that answers queries, by name of the projection; at most one each. The map changes as builds do. */
    Map<String, RunningProjection> served() {
        return served;
    }

    Optional<RunningProjection> find(BuildKey key) {
        return Optional.ofNullable(running.get(key));
    }

    Collection<RunningProjection> all() {
        return running.values();
    }

    /** Stops all of them at once, within 20 seconds. */
    void close() {
        CompletableFuture.allOf(all().stream()
                        .map(projection ->
                                CompletableFuture.runAsync(projection::close, each -> new Thread(each).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
