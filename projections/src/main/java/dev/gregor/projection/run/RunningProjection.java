package dev.gregor.projection.run;

import dev.gregor.position.Position;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.KeyPartition;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** One read model at work: the partitions of its rows that live in this process, and how far they have come. Thread-safe. */
public final class RunningProjection implements AutoCloseable {

    private final ProjectionTopology<?> topology;
    private final StreamsApplication application;

    private RunningProjection(ProjectionTopology<?> topology, StreamsApplication application) {
        this.topology = topology;
        this.application = application;
    }

    static RunningProjection start(ProjectionTopology<?> topology, StreamsSettings settings, MeterRegistry meters) {
        StreamsSettings own =
                topology.definition().keyedByAggregate() ? settings : settings.polling(CommitPace.SPACING);
        return new RunningProjection(
                topology, StreamsApplication.start(topology.applicationId(), topology.topology(), own, meters));
    }

    /** What it does. */
    public ProjectionDefinition<?> definition() {
        return topology.definition();
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
        return KeyPartition.of(key, partitions());
    }

    /** The {@code host:port} of the other instance that has a partition of rows; empty if it is here, or nobody has it. */
    public Optional<String> elsewhere(int partition) {
        return application.elsewhere(topology.rowsTopic(), partition);
    }

    /** Whether a partition of rows is in this process, restored and at work. */
    public boolean isOpen(int partition) {
        return topology.progress().open().contains(partition);
    }

    /**
     * Waits until a partition of rows shows all events up to a position.
     *
     * @return true once it does, at once if these events never reach it; false when the time is up; fails with a
     *     {@link dev.gregor.failure.TransientException} if the partition moves away meanwhile
     */
    public CompletableFuture<Boolean> await(int partition, Position position, Duration timeout) {
        return concerns(partition, position)
                ? topology.progress().applied().await(partition, position, timeout)
                : CompletableFuture.completedFuture(true);
    }

    /** Whether a partition of rows shows all events up to a position. */
    public boolean shows(int partition, Position position) {
        return !concerns(partition, position)
                || topology.progress().applied().applied(partition, position.aggregateType(), position.partition())
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
        return application
                .streams()
                .store(StoreQueryParameters.fromNameAndType(
                                ProjectionTopology.ROWS, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    /** The row in these bytes; throws as {@link dev.gregor.avro.AvroCodec#decode} does. */
    public SpecificRecord decode(byte[] row) {
        return topology.codec().decode(row);
    }

    /** How far it has come, in the partitions of this process. */
    public ProjectionLag lag() {
        return ProjectionLag.of(topology, application.streams());
    }

    /** Stops it within 20 seconds. Idempotent. */
    @Override
    public void close() {
        application.close();
    }
}
