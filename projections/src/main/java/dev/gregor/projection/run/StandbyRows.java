package dev.gregor.projection.run;

import dev.gregor.live.DaemonThreads;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.streams.StreamsApplication;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.LagInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of rows that Kafka Streams keeps in this process for partitions that another one works on. A copy is complete if it
 * has all that is committed; one that is still being filled would deny rows that there are. Thread-safe.
 */
final class StandbyRows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyRows.class);

    /**
     * A transaction ends with a record of Kafka's own, which no copy counts. Records of an aborted one are not counted either, so
     * behind them a copy passes for incomplete until the next change.
     */
    private static final long MARKER = 1;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final StreamsApplication application;
    private final String rowsTopic;
    private final Map<String, Object> kafka;

    /** Runs the checks, so that no caller blocks; one check answers all requests made before it. */
    private final ThreadPoolExecutor executor;

    private @Nullable Admin admin;
    private Set<Integer> complete = Set.of();
    private long lastCheck = System.nanoTime();

    StandbyRows(StreamsApplication application, String rowsTopic, Map<String, Object> kafka) {
        this.application = application;
        this.rowsTopic = rowsTopic;
        this.kafka = kafka;
        this.executor = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DaemonThreads.named("gregor-copies"));
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Whether there is a complete copy of a partition here, by a check that begins now or later; false if that takes long.
     */
    CompletableFuture<Boolean> isComplete(int partition) {
        if (!copies().contains(partition) || executor.isShutdown()) {
            return CompletableFuture.completedFuture(false);
        }
        long since = System.nanoTime();
        return CompletableFuture.supplyAsync(() -> isComplete(partition, since), executor)
                .completeOnTimeout(false, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isComplete(int partition, long since) {
        if (lastCheck - since < 0) {
            lastCheck = System.nanoTime();
            complete = check();
        }
        return complete.contains(partition);
    }

    /** The partitions of which there are copies here. */
    private Set<Integer> copies() {
        try {
            return application.streams().metadataForLocalThreads().stream()
                    .flatMap(thread -> thread.standbyTasks().stream())
                    .flatMap(task -> task.topicPartitions().stream())
                    .filter(each -> each.topic().equals(rowsTopic))
                    .map(TopicPartition::partition)
                    .collect(Collectors.toSet());
        } catch (IllegalStateException notRunning) {
            return Set.of();
        }
    }

    private Set<Integer> check() {
        Set<Integer> found = new HashSet<>();
        try {
            Set<Integer> copies = copies();
            Map<Integer, LagInfo> stores =
                    application.streams().allLocalStorePartitionLags().getOrDefault(StoreNames.ROWS, Map.of());
            ends(copies).forEach((partition, end) -> {
                LagInfo store = stores.get(partition);
                if (store != null && store.currentOffsetPosition() >= end - MARKER) {
                    found.add(partition);
                }
            });
        } catch (KafkaException | IllegalStateException | TimeoutException | ExecutionException e) {
            LOG.debug("It is not known which copies of {} are complete", application.applicationId(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found;
    }

    /** The ends of what is committed. */
    private Map<Integer, Long> ends(Set<Integer> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (admin == null) {
            admin = Admin.create(kafka);
        }
        String changelog = StoreNames.changelog(application.applicationId(), StoreNames.ROWS);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(each -> wanted.put(new TopicPartition(changelog, each), OffsetSpec.latest()));
        var listed = admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        Map<Integer, Long> ends = new HashMap<>();
        listed.forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
