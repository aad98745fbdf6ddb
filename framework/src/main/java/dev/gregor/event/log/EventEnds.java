package dev.gregor.event.log;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the events of some aggregate types end. It has a connection of its own: on that of a consumer the question waits behind its
 * fetch, half a second where no events come. Thread-safe.
 */
public final class EventEnds implements AutoCloseable {

    private final Admin admin;
    private final SortedMap<String, List<TopicPartition>> partitions;

    /** Of these partitions by aggregate type, each from 0. */
    EventEnds(Admin admin, SortedMap<String, List<TopicPartition>> partitions) {
        this.admin = admin;
        this.partitions = partitions;
    }

    /**
     * Where they end now: behind the last event that is committed.
     *
     * @throws TransientException if Kafka does not answer within 10 seconds
     */
    public FeedToken now() {
        Map<TopicPartition, OffsetSpec> latest = partitions.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        String what = "read where the events of '%s' end".formatted(String.join("', '", partitions.keySet()));
        Map<TopicPartition, ListOffsetsResultInfo> ends = AdminCalls.await(asked(latest, what), what);
        SortedMap<String, List<Long>> offsets = new TreeMap<>();
        partitions.forEach((type, ofType) -> offsets.put(
                type,
                ofType.stream()
                        .map(each -> requireNonNull(ends.get(each)).offset())
                        .toList()));
        return new FeedToken(offsets);
    }

    private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> asked(
            Map<TopicPartition, OffsetSpec> latest, String what) {
        try {
            return admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all();
        } catch (IllegalStateException closed) {
            throw new TransientException("Could not " + what + ": nobody reads them any more", closed);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
