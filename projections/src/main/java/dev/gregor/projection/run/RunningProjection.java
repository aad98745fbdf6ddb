package dev.gregor.projection.run;

import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.task.Flaw;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.health.Obstacle;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;

/** One build of a read model at work in this process. Thread-safe. */
public final class RunningProjection implements AutoCloseable {

    private final ProjectionTopology<?> topology;
    private final StreamsApplication application;
    private final FailureMetrics failures;
    private final BuildRows rows;
    private final BuildProgress progress;
    private volatile Instant pausedOrResumed = Instant.now();

    private RunningProjection(
            ProjectionTopology<?> topology, StreamsApplication application, BuildRunner.BuildContext context) {
        this.topology = topology;
        this.application = application;
        this.failures = FailureMetrics.of(topology, context.meters());
        this.rows = new BuildRows(
                topology,
                application,
                new StandbyRows(
                        application, topology.rowsTopic(), context.settings().kafka()));
        this.progress = new BuildProgress(topology, application, rows, context.ends());
    }

    /** Starts it paused. */
    static RunningProjection start(ProjectionTopology<?> topology, BuildRunner.BuildContext context) {
        topology.state().parked().setPaused(true);
        StreamsApplication application = StreamsApplication.startPaused(
                topology.applicationId(),
                topology.topology(),
                topology.throttled(context.settings()),
                context.meters());
        return new RunningProjection(topology, application, context);
    }

    /** What it does. */
    public ProjectionDefinition<?> definition() {
        return topology.definition();
    }

    /** The types of events that it passed over, for no aggregate evolves by them. */
    Set<String> unknownEvents() {
        return topology.unknownEvents();
    }

    /** Which build of the read model it is. */
    public BuildId build() {
        return topology.build();
    }

    /** Whether it applies no events; its rows can be read all the same. */
    public boolean isPaused() {
        return application.isPaused();
    }

    /** Since when it is {@link #isPaused() paused} in this process, or is not. */
    public Instant pausedOrResumed() {
        return pausedOrResumed;
    }

    /** Why it does not do its work, as {@link StreamsApplication#obstacle()} says. */
    public Optional<Obstacle> obstacle() {
        return application.obstacle();
    }

    void setPaused(boolean paused) {
        pausedOrResumed = Instant.now();
        topology.state().parked().setPaused(paused);
        if (paused) {
            application.pause();
        } else {
            application.resume();
        }
    }

    /** Its state, and what is being restored, for people. */
    String status() {
        return application.status();
    }

    /** Its state as Kafka Streams has it. */
    public KafkaStreams.State state() {
        return application.streams().state();
    }

    /** Its rows, for queries. */
    public BuildRows rows() {
        return rows;
    }

    /** How far it has come, in the partitions of this process. */
    public BuildProgress progress() {
        return progress;
    }

    /** The events topics that it reads. */
    List<String> topics() {
        return topology.topics();
    }

    Collection<Flaw> flaws() {
        return topology.state().flaws().all();
    }

    boolean mayBeginLate() {
        return topology.mayBeginLate();
    }

    /** Why it applies nothing more in some of its partitions here, for people; empty if it goes on. */
    public Optional<String> problem() {
        Collection<Flaw> flaws = flaws();
        return flaws.isEmpty()
                ? Optional.empty()
                : Optional.of("it applies nothing more in %d of its tasks here: %s; %s"
                        .formatted(
                                flaws.size(),
                                flaws.stream().map(Flaw::reason).distinct().collect(Collectors.joining("; ")),
                                flaws.stream().anyMatch(flaw -> flaw.kind() == Flaw.Kind.DELETED)
                                        ? "bring the events back and start again, or reset it from a time, or set"
                                                + " gregor.events-may-expire=true"
                                        : "another build takes its place, else reset it"));
    }

    /** The events that it could not apply. */
    public ParkedEvents parked() {
        return topology.state().parked().in(application.streams());
    }

    /** Stops it within 20 seconds. Idempotent. */
    @Override
    public void close() {
        application.close();
        rows.close();
        failures.close();
    }
}
