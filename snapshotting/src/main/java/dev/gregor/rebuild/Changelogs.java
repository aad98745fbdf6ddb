package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.message.EventMetadata;
import dev.gregor.rebuild.Workspace.Kind;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.snapshot.AggregateFold;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.write.ChangelogRecords;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import dev.gregor.write.handled.HandledUpTo;
import dev.gregor.write.handled.PartitionProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Writes the changelogs that Kafka Streams restores the write side's stores from. */
final class Changelogs implements AutoCloseable {

    private static final int BATCH_BYTES = 256 * 1024;
    private static final long BUFFER_BYTES = 32L * 1024 * 1024;
    private static final Duration CLEANUP_DELAY = Duration.ofDays(1);

    private final StoppedWriteSide<?> stopped;
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile @Nullable Exception failure;

    Changelogs(StoppedWriteSide<?> stopped) {
        this.stopped = stopped;
        Map<String, Object> config = new HashMap<>(stopped.kafka());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // a topic that was made a moment ago may refuse one batch and take the next, and all that follow are out of
        // order then
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRequestBytes());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(BUFFER_BYTES, 2L * maxRequestBytes()));
        this.producer = KafkaClients.producer(config);
    }

    private int maxRequestBytes() {
        return 2 * stopped.writeSide().settings().maxRecordBytes();
    }

    /** The topics as Kafka Streams would make them. */
    List<NewTopic> topics() {
        return stopped.writeSide().stores(stopped.definition()).stream()
                .map(this::topic)
                .toList();
    }

    private NewTopic topic(StoreBuilder<?> store) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxRequestBytes()));
        if (store.name().equals(WriteSide.handledStore(stopped.type()))) {
            Duration retention = stopped.writeSide().settings().idRetention().multipliedBy(2);
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
            config.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(retention.plus(CLEANUP_DELAY).toMillis()));
        }
        config.putAll(store.logConfig());
        Optional<Short> replicas = Optional.of(stopped.replicationFactor()).filter(factor -> factor > 0);
        return new NewTopic(stopped.changelog(store.name()), Optional.of(stopped.partitions()), replicas)
                .configs(config);
    }

    /**
     * Goes on if each changelog takes what was folded.
     *
     * @throws PermanentException if a snapshot is too large, as of an aggregate that never had one
     */
    void requireSizes(Workspace workspace) {
        int limit = maxRequestBytes() - WriteSettings.HEADER_BYTES;
        for (int partition = 0; partition < stopped.partitions(); partition++) {
            workspace.forEach(Kind.AGGREGATE, partition, (id, entry) -> {
                if (entry.length > limit) {
                    throw new PermanentException(
                            "The state of '%s' has %d bytes, more than the %d that a changelog takes; raise gregor.max-state-bytes. The stores are as before."
                                    .formatted(new String(id, UTF_8), entry.length, limit));
                }
            });
        }
    }

    /** Writes what was folded, without the counters. Answers how many aggregates. */
    long write(Workspace workspace) {
        long aggregates = 0;
        for (int partition = 0; partition < stopped.partitions(); partition++) {
            aggregates += write(workspace, partition);
        }
        flush();
        return aggregates;
    }

    /** Writes the aggregate of the last event of each partition again, at the end, where a start looks for it first. */
    void writeLast(Workspace workspace, Cluster cluster) {
        try (LastRecords records = new LastRecords(cluster.consumer(), stopped.partitions())) {
            records.events(stopped.eventsTopic()).values().forEach(event -> writeAgain(workspace, event));
        }
        flush();
    }

    private void writeAgain(Workspace workspace, EventMetadata event) {
        byte[] id = event.aggregateId().getBytes(UTF_8);
        byte[] entry = workspace.get(Workspace.key(Kind.AGGREGATE, event.partition(), id));
        if (entry != null) {
            sendAggregate(event.partition(), id, entry);
        }
    }

    /** Writes the counters, which come last, for without them the application does not start. */
    void writeClocks(Workspace workspace, Map<Integer, HandledUpTo> handled) {
        for (int partition = 0; partition < stopped.partitions(); partition++) {
            writeClock(workspace.checkpoint(partition, 0), partition, handled.get(partition));
        }
        flush();
    }

    private long write(Workspace workspace, int partition) {
        long[] aggregates = {0};
        workspace.forEach(Kind.AGGREGATE, partition, (id, entry) -> {
            aggregates[0]++;
            sendAggregate(partition, id, entry);
        });
        workspace.forEach(
                Kind.OUTCOME,
                partition,
                (key, outcome) -> send(WriteSide.handledStore(stopped.type()), partition, key, outcome));
        return aggregates[0];
    }

    private void sendAggregate(int partition, byte[] id, byte[] entry) {
        byte[] key = AggregateFold.snapshotKey(new String(id, UTF_8));
        send(SnapshotStorage.storeName(stopped.type()), partition, key, FoldedEntry.snapshot(entry));
    }

    private void writeClock(Checkpoint checkpoint, int partition, @Nullable HandledUpTo handled) {
        if (checkpoint.events() > 0 || handled != null) {
            var clock =
                    ChangelogRecords.clock(new PartitionProgress(checkpoint.events(), checkpoint.millis(), handled));
            send(WriteSide.clockStore(stopped.type()), partition, clock.key, clock.value);
        }
    }

    private void send(String store, int partition, byte[] key, byte[] value) {
        producer.send(new ProducerRecord<>(stopped.changelog(store), partition, key, value), (sent, failed) -> {
            if (failed != null) {
                failure = failed;
            }
        });
    }

    private void flush() {
        producer.flush();
        Exception failed = failure;
        if (failed != null) {
            throw new TransientException(
                    "The changelogs could not be written (" + failed.getMessage() + "); run rebuild again", failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
