package dev.gregor.projection.run;

import dev.gregor.streams.StreamsApplication;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of rows that Kafka Streams keeps in this process for partitions that another one works on. A copy is read only if it
 * has all that is committed: one that is still being filled would deny rows that there are. Thread-safe.
 */
final class StandbyRows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyRows.class);

    /** A transaction ends with a record of Kafka's own, which no copy counts. */
    private static final long MARKER = 1;

    /** How long an answer to what is complete holds, so that many queries do not ask for the ends each. */
    private static final Duration FRESH = Duration.ofMillis(200);

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final StreamsApplication application;
    private final Map<String, Object> kafka;
    private @Nullable Admin admin;
    private Set<Integer> complete = Set.of();
    private long lastLook = System.nanoTime() - FRESH.toNanos();

    StandbyRows(StreamsApplication application, Map<String, Object> kafka) {
        this.application = application;
        this.kafka = kafka;
    }

    /** The rows of a partition, if there is a complete copy of them here. */
    Optional<ReadOnlyKeyValueStore<Bytes, byte[]>> rows(int partition) {
        if (!isComplete(partition)) {
            return Optional.empty();
        }
        return Optional.of(application
                .streams()
                .store(StoreQueryParameters.fromNameAndType(
                                ProjectionTopology.ROWS, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition)
                        .enableStaleStores()));
    }

    private synchronized boolean isComplete(int partition) {
        if (System.nanoTime() - lastLook >= FRESH.toNanos()) {
            complete = look();
            lastLook = System.nanoTime();
        }
        return complete.contains(partition);
    }

    private Set<Integer> look() {
        KafkaStreams streams = application.streams();
        Set<Integer> found = new HashSet<>();
        try {
            Map<Integer, LagInfo> copies =
                    streams.allLocalStorePartitionLags().getOrDefault(ProjectionTopology.ROWS, Map.of());
            Map<Integer, Long> ends = ends(copies.keySet());
            copies.forEach((partition, copy) -> {
                if (copy.currentOffsetPosition() >= ends.getOrDefault(partition, Long.MAX_VALUE) - MARKER) {
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
        String changelog = application.applicationId() + '-' + ProjectionTopology.ROWS + "-changelog";
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
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
