package dev.gregor.projection.run;

import dev.gregor.position.Position;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.EndPositions;
import dev.gregor.projection.live.Subscriptions;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.task.Flaw;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.topic.KeyPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** One build of a read model at work: the partitions of its rows that live in this process, and how far they have come. Thread-safe. */
public final class RunningProjection implements AutoCloseable {

    private final ProjectionTopology<?> topology;
    private final StreamsApplication application;
    private final EndPositions ends;
    private final FailureMetrics failures;
    private final StandbyRows standby;
    private final RateMeter pace = new RateMeter();
    private final Subscriptions watching;
    private volatile Instant pausedOrResumed = Instant.now();

    private RunningProjection(
            ProjectionTopology<?> topology,
            StreamsApplication application,
            StandbyRows standby,
            EndPositions ends,
            FailureMetrics failures) {
        this.topology = topology;
        this.application = application;
        this.standby = standby;
        this.ends = ends;
        this.failures = failures;
        this.watching = new Subscriptions("Build %s of '%s' does not answer any more; subscribe again"
                .formatted(topology.build(), topology.definition().name()));
    }

    /** Starts it paused. */
    static RunningProjection start(ProjectionTopology<?> topology, BuildRunner.BuildContext means) {
        topology.state().parked().setPaused(true);
        StreamsApplication application = StreamsApplication.startPaused(
                topology.applicationId(), topology.topology(), topology.paced(means.settings()), means.meters());
        return new RunningProjection(
                topology,
                application,
                new StandbyRows(
                        application, topology.rowsTopic(), means.settings().kafka()),
                means.ends(),
                FailureMetrics.of(topology, means.meters()));
    }

    /** What it does. */
    public ProjectionDefinition<?> definition() {
        return topology.definition();
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

    /** The number of partitions of its rows, in all processes. */
    public int partitions() {
        return topology.partitions();
    }

    /** The partition of a row. */
    public int partitionOf(String key) {
        return KeyPartition.of(definition().partitionKey(key), partitions());
    }

    /** The {@code host:port} of the other instance that has a partition of rows; empty if it is here, or nobody has it. */
    public Optional<String> elsewhere(int partition) {
        return application.elsewhere(topology.rowsTopic(), partition);
    }

    /** The {@code host:port} of the other instances that keep a copy of a partition of rows. */
    public List<String> standbys(int partition) {
        return application.standbys(topology.rowsTopic(), partition);
    }

    /** Whether a partition of rows is in this process, restored and at work. */
    public boolean isOpen(int partition) {
        return topology.state().isOpen(partition);
    }

    /**
     * Waits until a partition of rows shows all events up to a position.
     *
     * @return true once it does, at once if these events never reach it; false when the time is up; fails with a
     *     {@link dev.gregor.failure.TransientException} if the partition moves away meanwhile
     */
    public CompletableFuture<Boolean> await(int partition, Position position, Duration timeout) {
        return concerns(partition, position)
                ? topology.state().applied().await(partition, position, timeout)
                : CompletableFuture.completedFuture(true);
    }

    /** Whether a partition of rows shows all events up to a position. */
    public boolean shows(int partition, Position position) {
        return !concerns(partition, position)
                || topology.state().applied().applied(partition, position.aggregateType(), position.partition())
                        >= position.sequence();
    }

    private boolean concerns(int partition, Position position) {
        return topology.aggregateTypes().contains(position.aggregateType())
                && (!definition().keyedByAggregate() || position.partition() == partition);
    }

    /**
     * The encoded rows of a partition by their keys, as they are now.
     *
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException if the partition is not in this process, or is
     *     being restored; the store that is returned may throw it as well, when that changes
     */
    public ReadOnlyKeyValueStore<Bytes, byte[]> rows(int partition) {
        requireRows(partition);
        return application
                .streams()
                .store(StoreQueryParameters.fromNameAndType(
                                StoreNames.ROWS, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    private void requireRows(int partition) {
        if (topology.state().flaws().spoil(Task.name(StoreNames.PARKED, partition))) {
            throw new InvalidStateStoreException(
                    "The rows of partition %d are not what its positions say".formatted(partition));
        }
    }

    /** Whether there is a copy here, of a partition that another instance works on, that has all that is committed now. */
    public CompletableFuture<Boolean> hasCompleteCopy(int partition) {
        return standby.isComplete(partition);
    }

    /**
     * The encoded rows of a partition as a copy here has them, {@link #hasCompleteCopy complete} or not.
     *
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException as {@link #rows}
     */
    public ReadOnlyKeyValueStore<Bytes, byte[]> copiedRows(int partition) {
        return application
                .streams()
                .store(StoreQueryParameters.fromNameAndType(
                                StoreNames.ROWS, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition)
                        .enableStaleStores());
    }

    /**
     * The encoded row with this key as it is, and after each change; no value where there is none.
     *
     * @return what ends with a {@link dev.gregor.failure.TransientException} if the partition is not in this process or moves
     *     away, or if a subscriber falls too far behind; to be subscribed to again then
     */
    public Flow.Publisher<Optional<byte[]>> live(int partition, Bytes key) {
        return isOpen(partition)
                ? topology.state().live().of(partition, key)
                : topology.state().live().notHere(partition);
    }

    /** What is published, as long as this is the build that answers queries here; then it ends like {@link #live}. */
    public <T> Flow.Publisher<T> whileItServes(Flow.Publisher<T> rows) {
        return watching.of(rows);
    }

    /** Another build answers queries here from now on. */
    void endServing() {
        watching.end();
    }

    /** The row in these bytes; throws as {@link dev.gregor.avro.AvroCodec#decode} does. */
    public SpecificRecord decode(byte[] row) {
        return topology.codec().decode(row);
    }

    /** How far it has come, in the partitions of this process. */
    public ProjectionLag lag() {
        return ProjectionLag.of(topology, application.streams(), ends);
    }

    /** How many events it has applied a second lately, in the partitions of this process. */
    public double eventsPerSecond() {
        return pace.perSecond();
    }

    void measure() {
        pace.note(System.nanoTime(), lag().applied());
    }

    /** The events topics that it reads. */
    List<String> topics() {
        return topology.topics();
    }

    /** The partitions of rows in this process that show every event that the last look at the ends saw. */
    Set<Integer> caughtUp() {
        return topology.state().open().stream().filter(this::showsEnds).collect(Collectors.toUnmodifiableSet());
    }

    private boolean showsEnds(int rows) {
        return topology.aggregateTypes().stream()
                .allMatch(type ->
                        IntStream.range(0, partitions()).allMatch(partition -> showsEnd(rows, type, partition)));
    }

    private boolean showsEnd(int rows, String type, int partition) {
        OptionalLong end = ends.sequence(topology.eventsTopic(type), partition);
        return end.isPresent() && shows(rows, new Position(type, partition, end.getAsLong()));
    }

    /** Whether nothing is parked that may be missing in the rows of a partition, as far as this process knows. */
    boolean hasNoParkedEvents(int rows) {
        return !topology.state().parked().holdsAny(StoreNames.PARKED, rows)
                && !topology.state().parked().holdsAnyUnkeyed();
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
        standby.close();
        failures.close();
    }
}
