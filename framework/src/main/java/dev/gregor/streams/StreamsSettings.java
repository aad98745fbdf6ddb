package dev.gregor.streams;

import dev.gregor.streams.state.StoreTuning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.jspecify.annotations.Nullable;

/**
 * What all Kafka Streams applications of one process share.
 *
 * @param kafka settings of Kafka clients and of Kafka Streams, at least {@code bootstrap.servers}; they win over ours,
 *     except where a guarantee hangs on ours
 * @param stateDir where state stores are kept between runs
 * @param instanceId a name of this process that is the same after a restart, so that it gets its partitions back at once
 * @param applicationServer {@code host:port} under which other instances reach this one; null if there are none
 * @param replicationFactor of internal topics; -1 for the broker's default
 * @param maxRecordBytes the largest record to be written
 * @param commits when they commit, unless the settings of Kafka Streams name an interval; keyed projections of many partitions
 *     commit more seldom
 */
public record StreamsSettings(
        Map<String, Object> kafka,
        Path stateDir,
        String instanceId,
        @Nullable String applicationServer,
        int replicationFactor,
        int maxRecordBytes,
        CommitPolicy commits) {

    /** What one transaction holds under load: more than Kafka Streams' 1,000, as each costs the same. */
    private static final int MAX_POLL_RECORDS = 5_000;

    /** How much there is for a partition when it is sent before the commit: four times Kafka's standard. */
    private static final int BATCH_BYTES = 64 * 1024;

    private static final int SESSION_TIMEOUT_MS = 10_000;

    /** How soon a member learns that partitions are to be given anew. */
    private static final int HEARTBEAT_MS = 1_000;

    private static final int TRANSACTION_TIMEOUT_MS = 30_000;

    /** How long a fetch waits at the end of what is restored, and with it what is to be restored next. */
    private static final int RESTORE_FETCH_WAIT_MS = 100;

    /**
     * The default bound of the records that a thread has not sent yet: a batch for each of 1,024 partitions.
     */
    private static final long BUFFER_BYTES = 64L * 1024 * 1024;

    /** While one handles commands, another waits for its commit. */
    private static final int WRITE_SIDE_THREADS = 2;

    /** Copies the settings. */
    public StreamsSettings {
        kafka = Map.copyOf(kafka);
    }

    /** Commits as is standard. */
    public StreamsSettings(
            Map<String, Object> kafka,
            Path stateDir,
            String instanceId,
            @Nullable String applicationServer,
            int replicationFactor,
            int maxRecordBytes) {
        this(
                kafka,
                stateDir,
                instanceId,
                applicationServer,
                replicationFactor,
                maxRecordBytes,
                CommitPolicy.standard());
    }

    /** The same with another commit policy. */
    public StreamsSettings committing(CommitPolicy policy) {
        return new StreamsSettings(
                kafka, stateDir, instanceId, applicationServer, replicationFactor, maxRecordBytes, policy);
    }

    /** The same for an application whose threads are to wake up this often, also while no record comes. */
    public StreamsSettings polling(Duration interval) {
        return unlessGiven(StreamsConfig.POLL_MS_CONFIG, interval.toMillis());
    }

    /**
     * The same for the write side. Its processors ask for all their commits by
     * {@link dev.gregor.streams.thread.DrainedBatch.Source#handled}, which keeps the bound in time itself; and unless
     * the settings of Kafka Streams say how many threads, it has two where the machine has two processors.
     */
    public StreamsSettings forWriteSide() {
        return forWriteSide(Runtime.getRuntime().availableProcessors());
    }

    StreamsSettings forWriteSide(int processors) {
        return unlessGiven(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Math.min(WRITE_SIDE_THREADS, processors))
                .committing(commits.onRequestOnly());
    }

    private StreamsSettings unlessGiven(String setting, Object value) {
        Map<String, Object> own = new HashMap<>(kafka);
        own.putIfAbsent(setting, value);
        return new StreamsSettings(
                own, stateDir, instanceId, applicationServer, replicationFactor, maxRecordBytes, commits);
    }

    /** Settings of one application. */
    Map<String, Object> of(String applicationId) {
        Map<String, Object> config = new HashMap<>();
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicationFactor);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1024 * 1024);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MS);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commits.interval().toMillis());
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        // No processor relies on an order between topics; to wait for one, Kafka Streams formats texts in each loop.
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreTuning.class.getName());
        config.putAll(kafka);
        addRestoreFetchWait(config);
        commits.addTo(config, usesClassicProtocol());
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, WallclockTimestampExtractor.class.getName());
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Integer.toString(2 * maxRecordBytes));
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), bufferBytes(config));
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.TRANSACTIONAL_STATE_STORES_CONFIG, false);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        if (usesClassicProtocol()) {
            addMembership(applicationId, config);
        }
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 2 * maxRecordBytes);
        if (applicationServer != null) {
            config.put(StreamsConfig.APPLICATION_SERVER_CONFIG, applicationServer);
        }
        return config;
    }

    /**
     * Leaves the setting to the user if there is one for all consumers, which one of the restore consumer would override.
     */
    private static void addRestoreFetchWait(Map<String, Object> config) {
        String wait = ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG;
        if (!config.containsKey(wait) && !config.containsKey(StreamsConfig.consumerPrefix(wait))) {
            config.putIfAbsent(StreamsConfig.restoreConsumerPrefix(wait), RESTORE_FETCH_WAIT_MS);
        }
    }

    /** A record that is larger than all of the memory could never be sent. */
    private long bufferBytes(Map<String, Object> config) {
        String name = ProducerConfig.BUFFER_MEMORY_CONFIG;
        String prefixed = StreamsConfig.producerPrefix(name);
        long bytes = CommitPolicy.number(config, config.containsKey(prefixed) ? prefixed : name);
        return Math.max(bytes, 4L * maxRecordBytes);
    }

    /** The static members of this process. */
    StaticMembers members(String applicationId) {
        return new StaticMembers(kafka, applicationId, usesClassicProtocol() ? groupInstanceId(applicationId) : null);
    }

    private String groupInstanceId(String applicationId) {
        return applicationId + '-' + instanceId;
    }

    boolean usesClassicProtocol() {
        Object protocol = kafka.getOrDefault(StreamsConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name);
        return GroupProtocol.CLASSIC.name.equalsIgnoreCase(protocol.toString());
    }

    /**
     * A static member gets its partitions back at once after a restart, also with {@code group.protocol=streams} since Kafka 4.4.
     */
    private void addMembership(String applicationId, Map<String, Object> config) {
        config.putIfAbsent(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
        config.putIfAbsent(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                groupInstanceId(applicationId));
    }
}
