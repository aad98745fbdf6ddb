package dev.gregor.projection.run;

import dev.gregor.position.Position;
import dev.gregor.projection.live.Subscriptions;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.topic.KeyPartition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The rows of one build, as far as they or copies of them are in this process; those of other processes by where they are. Thread-safe. */
public final class BuildRows implements AutoCloseable {

    private final ProjectionTopology<?> topology;
    private final StreamsApplication application;
    private final StandbyRows standby;
    private final Subscriptions subscriptions;

    BuildRows(ProjectionTopology<?> topology, StreamsApplication application, StandbyRows standby) {
        this.topology = topology;
        this.application = application;
        this.standby = standby;
        this.subscriptions = new Subscriptions("Build %s of '%s' does not answer any more; subscribe again"
                .formatted(topology.build(), topology.definition().name()));
    }

    /** The number of partitions of its rows, in all processes. */
    public int partitions() {
        return topology.partitions();
    }

    /** The partition of a row. */
    public int partitionOf(String key) {
        return KeyPartition.of(topology.definition().partitionKey(key), partitions());
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
                && (!topology.definition().keyedByAggregate() || position.partition() == partition);
    }

    /**
     * The encoded rows of a partition by their keys, as they are now.
     *
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException if the partition is not in this process, or is
     *     being restored; the store that is returned may throw it as well, when that changes
     */
    public ReadOnlyKeyValueStore<Bytes, byte[]> of(int partition) {
        requireNotSpoilt(partition);
        return application
                .streams()
                .store(StoreQueryParameters.fromNameAndType(
                                StoreNames.ROWS, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    private void requireNotSpoilt(int partition) {
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
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException as {@link #of}
     */
    public ReadOnlyKeyValueStore<Bytes, byte[]> copyOf(int partition) {
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
        return subscriptions.of(rows);
    }

    /** Another build answers queries here from now on. */
    void endServing() {
        subscriptions.end();
    }

    /** The row in these bytes; throws as {@link dev.gregor.avro.AvroCodec#decode} does. */
    public SpecificRecord decode(byte[] row) {
        return topology.codec().decode(row);
    }

    /** Stops looking for complete copies. */
    @Override
    public void close() {
        standby.close();
    }
}
