package dev.gregor.streams;

import dev.gregor.kafka.rights.Refusal;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.kafka.rights.StreamsRights;
import dev.gregor.streams.health.Failures;
import dev.gregor.streams.health.Health;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.streams.health.Progress;
import dev.gregor.streams.health.Restoration;
import dev.gregor.streams.state.StateFolder;
import dev.gregor.streams.thread.PauseSwitch;
import dev.gregor.streams.thread.StreamThreadContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Kafka Streams application. A thread that fails is replaced after a pause that doubles while failures
 * follow each other, and repeats what its transaction did not commit. If the cluster refuses what it does, or its credentials, it stops, says
 * so, and starts again once that is allowed.
 */
public final class StreamsApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final String applicationId;
    private final Properties properties = new Properties();
    private final MeterRegistry meters;
    private final StaticMembers members;
    private final StateFolder folder;
    private final Topology topology;
    private final RestartPause restartPause = new RestartPause();
    private final Health health;
    private final HealthMetrics healthMetrics;
    private final Restoration restoration = new Restoration();
    private final PauseSwitch pauseSwitch;
    private final boolean pausable;
    private final @Nullable HostInfo here;
    private final @Nullable OtherInstances otherInstances;
    private final RefusedApplication refused;
    private volatile KafkaStreams streams;
    private KafkaStreamsMetrics metrics;
    private volatile boolean stopping;
    private boolean closed;

    private StreamsApplication(
            String applicationId, Topology topology, StreamsSettings settings, boolean open, MeterRegistry meters) {
        this.applicationId = applicationId;
        this.health = new Health();
        this.pauseSwitch = new PauseSwitch(open, health);
        this.pausable = settings.usesClassicProtocol();
        this.here = HostInfo.buildFromEndpoint(settings.applicationServer());
        this.meters = meters;
        properties.putAll(settings.of(applicationId));
        this.members = settings.members(applicationId);
        this.folder = new StateFolder(settings.kafka(), settings.stateDir(), applicationId);
        this.topology = topology;
        folder.makeStateDir();
        folder.compare();
        Rights rights = StreamsRights.of(applicationId, topology);
        this.refused = new RefusedApplication(
                applicationId, new RightsCheck(settings.kafka())::obstacle, rights, this::restart, this::isRunning);
        this.streams = new KafkaStreams(topology, properties, pauseSwitch);
        this.metrics = new KafkaStreamsMetrics(streams, Tags.of("application", applicationId));
        this.otherInstances =
                here == null || !pausable ? null : new OtherInstances(here, this::streams, settings.kafka(), members);
        this.healthMetrics = HealthMetrics.of(this, health, meters);
    }

    /** Starts an application; its topics must exist. Answers before it is {@link #isRunning() running}. */
    public static StreamsApplication start(
            String applicationId, Topology topology, StreamsSettings settings, MeterRegistry meters) {
        return new StreamsApplication(applicationId, topology, settings, true, meters).start();
    }

    /** Starts an application as {@link #start} does, {@link #pause() paused}. */
    public static StreamsApplication startPaused(
            String applicationId, Topology topology, StreamsSettings settings, MeterRegistry meters) {
        return new StreamsApplication(applicationId, topology, settings, false, meters).start();
    }

    private StreamsApplication start() {
        startStreams();
        if (otherInstances != null) {
            otherInstances.watch();
        }
        return this;
    }

    private void startStreams() {
        metrics.bindTo(meters);
        streams.setUncaughtExceptionHandler(this::endThread);
        streams.setGlobalStateRestoreListener(restoration);
        if (isPaused() && !pausable) {
            streams.pause();
        }
        streams.start();
    }

    /** In place of Kafka Streams that has stopped, as a member of the group with the same name. */
    private void restart() {
        stopping = true;
        if (!streams.close(CLOSE_TIMEOUT)) {
            throw new IllegalStateException("its threads did not end within " + CLOSE_TIMEOUT.toSeconds() + " s");
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            KafkaStreams next = new KafkaStreams(topology, properties, pauseSwitch);
            metrics.close();
            health.restarts();
            streams = next;
            metrics = new KafkaStreamsMetrics(streams, Tags.of("application", applicationId));
            stopping = false;
            startStreams();
        }
    }

    /**
     * Reads no more records, until {@link #resume()}; those that are read already are still processed. Partitions are
     * assigned, restored and can be queried as before, except that the group protocol {@code streams} lets none be restored.
     */
    public void pause() {
        pauseSwitch.set(false);
        if (!pausable) {
            streams.pause();
        }
    }

    /** Reads on where it was paused; does nothing if it was not. */
    public void resume() {
        pauseSwitch.set(true);
        if (!pausable) {
            streams.resume();
        }
    }

    /** Whether it is paused. */
    public boolean isPaused() {
        return !pauseSwitch.isOpen();
    }

    private StreamThreadExceptionResponse endThread(Throwable failure) {
        boolean isKnown = StreamThreadContext.current().refusedSends().areKnown(failure);
        if (isKnown || !Refusal.isMeantBy(failure)) {
            return replaceThread(failure, isKnown);
        }
        health.refused();
        StreamThreadContext.current().abortTransaction();
        if (!stopping) {
            refused.refused(failure);
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private StreamThreadExceptionResponse replaceThread(Throwable failure, boolean isKnownRefusal) {
        long pause = isKnownRefusal ? 0 : restartPause.nextMillis(System.nanoTime());
        boolean isRepeated = health.failed(failure, partitions(failure), pause);
        if (isKnownRefusal) {
            LOG.warn("A thread of {} is replaced, for a record was refused: {}", applicationId, failure.getMessage());
        } else if (isRepeated) {
            LOG.error(
                    "A thread of {} failed again and is replaced in {} ms: {}",
                    applicationId,
                    pause,
                    Failures.text(failure));
        } else {
            LOG.error("A thread of {} failed and is replaced in {} ms", applicationId, pause, failure);
        }
        if (!restartPause.hasEnded()) {
            StreamThreadContext.current().abortTransaction();
            members.remove(Thread.currentThread());
            restartPause.await(pause);
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Those of the task in which something failed; empty if that is not known. */
    private Set<TopicPartition> partitions(Throwable failure) {
        String task = Failures.task(failure);
        if (task == null || !streams.state().isRunningOrRebalancing()) {
            return Set.of();
        }
        return activeTasks()
                .filter(each -> each.taskId().toString().equals(task))
                .flatMap(each -> each.topicPartitions().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Notes that the current thread has handled a record, so it makes progress. Each processor calls it after each record.
     */
    public static void recordHandled() {
        Progress.handled();
    }

    /**
     * Why it does not do its work: the cluster refuses it, it stopped by itself, its threads fail again and again, or it makes no progress
     * although there is work. Empty if it does, also while it is {@link #isPaused() paused}, and while partitions are
     * assigned and restored.
     */
    public Optional<Obstacle> obstacle() {
        return refused.obstacle().or(() -> health.obstacle(streams.state()));
    }

    /** The application id. */
    public String applicationId() {
        return applicationId;
    }

    /** Whether all its partitions are assigned, restored and processed. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** The state as Kafka Streams names it, such as {@code REBALANCING}, and what is being restored. */
    public String status() {
        return streams.state().name()
                + restoration.inWords().map(words -> ", " + words).orElse("");
    }

    /** The Kafka Streams client, for queries. It is another one after the application was started again. */
    public KafkaStreams streams() {
        return streams;
    }

    /**
     * The other instance that works on a partition of a topic it reads, as of the last rebalance.
     *
     * @return its {@code host:port}; empty if the partition is here, or nobody has it, or who has it does not say where he is
     */
    public Optional<String> elsewhere(String topic, int partition) {
        TopicPartition wanted = new TopicPartition(topic, partition);
        return others(each -> each.topicPartitions().contains(wanted)).findFirst();
    }

    /**
     * The {@code host:port} of the other instances that keep copies for a partition of a topic, as of the last rebalance.
     */
    public List<String> standbys(String topic, int partition) {
        TopicPartition wanted = new TopicPartition(topic, partition);
        return others(each -> each.standbyTopicPartitions().contains(wanted)).toList();
    }

    /** The {@code host:port} of all other instances that have partitions, as of the last rebalance. */
    public Set<String> others() {
        return others(each -> !each.topicPartitions().isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a task that reads this topic is here, as of the last rebalance; then the stores of such tasks have their topics. */
    public boolean reads(String topic) {
        return isRunning()
                && activeTasks()
                        .flatMap(task -> task.topicPartitions().stream())
                        .anyMatch(partition -> partition.topic().equals(topic));
    }

    /**
     * Those of these partitions that are neither here nor in an instance that says where it is, as of the last
     * rebalance; none while there is a rebalance.
     */
    public Set<TopicPartition> nowhere(Set<TopicPartition> partitions) {
        Set<TopicPartition> nowhere = new HashSet<>(isRunning() ? partitions : Set.of());
        if (!nowhere.isEmpty()) {
            activeTasks().forEach(task -> nowhere.removeAll(task.topicPartitions()));
            nowhere.removeIf(each -> elsewhere(each.topic(), each.partition()).isPresent());
        }
        return nowhere;
    }

    /** Of all threads here, as of the last rebalance. */
    private Stream<TaskMetadata> activeTasks() {
        return streams.metadataForLocalThreads().stream().flatMap(thread -> thread.activeTasks().stream());
    }

    private Stream<String> others(Predicate<StreamsMetadata> wanted) {
        if (here == null || !streams.state().isRunningOrRebalancing()) {
            return Stream.empty();
        }
        return streams.metadataForAllStreamsClients().stream()
                .filter(wanted)
                .map(StreamsMetadata::hostInfo)
                .filter(host -> !host.equals(here))
                .map(host -> Utils.formatAddress(host.host(), host.port()));
    }

    /** Stops within 20 seconds, and lets other instances take over at once. Idempotent. */
    @Override
    public void close() {
        restartPause.end();
        refused.close();
        pauseSwitch.close();
        if (otherInstances != null) {
            otherInstances.close();
        }
        boolean stopped = closeStreams();
        metrics.close();
        healthMetrics.close();
        folder.note(topology);
        if (!stopped) {
            LOG.warn("{} did not stop within {} s", applicationId, CLOSE_TIMEOUT.toSeconds());
        }
    }

    private synchronized boolean closeStreams() {
        closed = true;
        return streams.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
