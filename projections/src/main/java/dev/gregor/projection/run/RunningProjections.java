package dev.gregor.projection.run;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.live.DaemonThreads;
import dev.gregor.projection.Projection;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildLog;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.build.EndPositions;
import dev.gregor.projection.run.BuildRunner.BuildContext;
import dev.gregor.projection.run.BuildRunner.BuildKey;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read models that run in this process, each build of each as a Kafka Streams application of its own. A new version is
 * built beside the old one, which answers until the new one has caught up; which build does what is agreed with all other
 * processes of the application. Thread-safe.
 */
public final class RunningProjections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningProjections.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final RegisteredProjections registered;
    private final BuildContext context;
    private final BuildRunner runner;
    private final LoggedControl control;
    private final Thread thread = DaemonThreads.of("gregor-projections", this::run);
    private long lastReport = System.nanoTime();

    private RunningProjections(RegisteredProjections registered, BuildContext context) {
        this.registered = registered;
        this.context = context;
        this.runner = new BuildRunner(context, registered);
        this.control = new LoggedControl(registered, context);
    }

    /**
     * Makes the schemas of the rows known and starts the read models; answers before they are {@link #areRunning()
     * running}. The events topics must exist.
     *
     * @throws DefinitionException if one contradicts itself or reads events of no aggregate, two have the same name and
     *     version, or one is not what its version was built of; none is started then
     * @throws dev.gregor.failure.GregorException if the schema of a row cannot be made known, or the builds cannot be read;
     *     none is started then
     */
    public static RunningProjections start(
            Collection<? extends Projection<?>> projections,
            ReadSide readSide,
            StreamsSettings settings,
            MeterRegistry meters) {
        RegisteredProjections registered = RegisteredProjections.of(projections, readSide);
        BuildContext context = context(readSide, settings, meters);
        RunningProjections running = new RunningProjections(registered, context);
        try {
            running.begin();
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        running.thread.start();
        return running;
    }

    /** What they need to be allowed by the authorizer of the cluster. */
    public static Rights rights(Collection<? extends Projection<?>> projections, ReadSide readSide) {
        List<Rights> rights = new ArrayList<>();
        rights.add(Rights.topic(
                readSide.topics().projections(readSide.app()),
                AclOperation.CREATE,
                AclOperation.DESCRIBE_CONFIGS,
                AclOperation.READ,
                AclOperation.WRITE));
        projections.forEach(each -> rights.add(new ProjectionTopology<>(each.definition(), readSide).rights()));
        return Rights.of(rights);
    }

    private static BuildContext context(ReadSide readSide, StreamsSettings settings, MeterRegistry meters) {
        String topic = readSide.topics().projections(readSide.app());
        Admin admin = Admin.create(settings.kafka());
        try {
            new TopicProvisioner(admin, (short) settings.replicationFactor(), false)
                    .owningTopics()
                    .provide(List.of(new TopicSpec(topic, 1, TopicSpec.Kind.LOG, settings.maxRecordBytes())));
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
        EndPositions ends = new EndPositions(settings.kafka());
        return new BuildContext(readSide, settings, meters, ends, new BuildLog(topic, settings.kafka()), admin);
    }

    private void begin() {
        Map<String, Set<BuildId>> stored =
                LeftOverBuilds.find(context.admin(), context.readSide().app());
        context.log().load();
        List<CompletableFuture<Long>> begun = registered.names().stream()
                .flatMap(name -> begin(name, stored.getOrDefault(name, Set.of())).stream()
                        .map(step -> context.log().append(name, step)))
                .toList();
        begun.forEach(CompletableFuture::join);
        context.log().load();
        context.log().all().forEach(this::deleteFolders);
        registered.names().forEach(this::warnOfOtherCode);
        runner.start();
    }

    private List<BuildStep> begin(String name, Set<BuildId> stored) {
        Builds builds = context.log().of(name);
        List<BuildId> leftOver =
                stored.stream().filter(build -> builds.find(build).isEmpty()).toList();
        return registered.begin(name, builds, leftOver);
    }

    private void warnOfOtherCode(String name) {
        context.log().of(name).alive().stream()
                .filter(build -> registered.isOfOtherCode(name, build))
                .forEach(build -> LOG.warn(BuildWarnings.otherCode(name, build)));
    }

    private void deleteFolders(String name, Builds builds) {
        builds.all().stream()
                .filter(build -> build.role() == Build.Role.DROPPED)
                .forEach(build -> DroppedBuild.deleteFolder(
                        context.settings(), context.applicationId(new BuildKey(name, build.id()))));
    }

    private void run() {
        while (!context.log().isClosed()) {
            context.log().poll(INTERVAL);
            try {
                reconcile();
            } catch (RuntimeException e) {
                if (!context.log().isClosed()) {
                    LOG.warn("The builds of projections are not as they should be; trying on", e);
                }
            }
        }
    }

    private void reconcile() {
        try {
            runner.reconcile();
        } finally {
            control.completeWaiters();
        }
        if (System.nanoTime() - lastReport >= INTERVAL.toNanos()) {
            lastReport = System.nanoTime();
            runner.reportCaughtUp();
        }
    }

    /** The build of the read model with this name that answers queries in this process. */
    public Optional<RunningProjection> find(String name) {
        return Optional.ofNullable(runner.served().get(name));
    }

    /** A build of the read model with this name, if it runs in this process. */
    public Optional<RunningProjection> find(String name, BuildId build) {
        return runner.find(new BuildKey(name, build));
    }

    /** The newest build of a version of the read model with this name, if it runs in this process. */
    public Optional<RunningProjection> find(String name, int version) {
        return context.log().of(name).alive(version).stream()
                .flatMap(build -> find(name, build.id()).stream())
                .reduce((older, newer) -> newer);
    }

    /**
     * The {@link #obstacle} of a read model that nothing serves in this process; empty if something does, or none is known.
     */
    public Optional<String> unserved(String name) {
        return names().contains(name) && find(name).isEmpty() ? Optional.of(obstacle(name)) : Optional.empty();
    }

    /** Why a read model with a known name has nothing that answers queries in this process, for people. */
    public String obstacle(String name) {
        Builds builds = context.log().of(name);
        String serving = builds.in(Build.Role.SERVING)
                .map(build -> build.id().toString())
                .orElse("none");
        String building = builds.in(Build.Role.BUILDING)
                .flatMap(build -> find(name, build.id()))
                .map(RunningProjections::howFar)
                .orElse("nothing newer is being built");
        return "Version %s serves, and this instance knows only %s; %s. Keep the class of the serving version until then"
                .formatted(serving, registered.versions(name), building);
    }

    private static String howFar(RunningProjection building) {
        ProjectionLag lag = building.progress().lag();
        return "version %s is being built and has applied %d of %d events here"
                .formatted(building.build(), lag.applied(), lag.applied() + lag.behind());
    }

    /** All names, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(registered.names());
    }

    /** All builds that run in this process, by name and version. */
    public Collection<RunningProjection> all() {
        return runner.all();
    }

    /** What is agreed about a build that runs in this process. */
    public Build agreed(RunningProjection projection) {
        return context.log()
                .of(projection.definition().name())
                .find(projection.build())
                .orElseThrow();
    }

    /** Problems that an operator should check in the builds of this process, one sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        all().forEach(here -> context.log()
                .of(here.definition().name())
                .find(here.build())
                .filter(build -> build.role() != Build.Role.RETIRED)
                .ifPresent(build -> warnings.addAll(BuildWarnings.of(here, build, registered))));
        return warnings;
    }

    /** Changes what is agreed, for all processes. */
    public ProjectionControl control() {
        return control;
    }

    /** Lets read models be built again, for all processes. */
    public RenewedBuilds renewal() {
        return new RenewedBuilds(registered, context);
    }

    /** Which of those that answer queries are not {@link #areRunning() running} yet, and why; empty if all are. */
    public Optional<String> notRunning() {
        return runner.served().values().stream()
                .filter(projection -> !isRunning(projection))
                .map(projection -> "Projection '%s' is %s"
                        .formatted(projection.definition().name(), projection.status()))
                .findFirst();
    }

    /**
     * Whether all that answer queries are assigned their partitions, restored and at work, or have an {@link
     * RunningProjection#obstacle() obstacle}, which is no reason to wait; others are {@link #unserved}.
     */
    public boolean areRunning() {
        return runner.served().values().stream().allMatch(RunningProjections::isRunning);
    }

    private static boolean isRunning(RunningProjection projection) {
        return projection.state() == KafkaStreams.State.RUNNING
                || projection.obstacle().isPresent();
    }

    /** Stops all of them at once, within 20 seconds. Idempotent. */
    @Override
    public void close() {
        context.log().stop();
        context.ends().stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        control.close();
        runner.close();
        context.log().close();
        context.ends().close();
        context.admin().close();
    }
}
