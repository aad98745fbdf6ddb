package dev.gregor.projection.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.TransientException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.projection.run.ParkedStore.Queue;
import dev.gregor.projection.run.ParkingDesk.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * The events of one read model that could not be applied, as far as their partitions are in this process. All that came
 * after one of them under the same key is parked behind it, so that nothing overtakes it; other keys go on. Thread-safe.
 */
public final class ParkedEvents {

    private final RunningProjection projection;
    private final ProjectionTopology<?> topology;
    private final KafkaStreams streams;

    ParkedEvents(RunningProjection projection, ProjectionTopology<?> topology, KafkaStreams streams) {
        this.projection = projection;
        this.topology = topology;
        this.streams = streams;
    }

    /** How many events are parked. */
    public int size() {
        return topology.desk().parked();
    }

    /**
     * The keys with parked events.
     *
     * @param limit how many keys at the most
     * @throws TransientException if a partition moves away meanwhile
     */
    public List<ParkedKey> keys(int limit) {
        List<ParkedKey> keys = new ArrayList<>();
        for (Place place : topology.desk().places()) {
            queues(place, limit).forEach((key, queue) -> keys.add(parked(key, place, queue)));
        }
        return keys.stream()
                .sorted(Comparator.comparing(ParkedKey::since).thenComparing(ParkedKey::key))
                .limit(limit)
                .toList();
    }

    private Map<String, Queue> queues(Place place, int limit) {
        try {
            return ParkedStore.queues(
                    streams.store(StoreQueryParameters.fromNameAndType(
                                    place.store(), QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                            .withPartition(place.partition())),
                    limit);
        } catch (InvalidStateStoreException e) {
            throw new TransientException(
                    "Partition %d of '%s' is not here or being restored; try again"
                            .formatted(place.partition(), topology.definition().name()),
                    e);
        }
    }

    private static ParkedKey parked(String key, Place place, Queue queue) {
        ParkedEvent first = queue.first();
        return new ParkedKey(
                key,
                place.partition(),
                header(first, MessageHeaders.ID),
                header(first, MessageHeaders.TYPE),
                first.reason(),
                first.since(),
                queue.events());
    }

    private static String header(ParkedEvent event, String name) {
        Header header = event.record().headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    /**
     * Applies the parked events of a key, in their order, up to the first that fails again.
     *
     * @return what became of them, once that is committed; fails with a {@link TransientException} if the partition of
     *     the key is not in this process or moves away: then they are as they were, or it was done after all
     */
    public CompletableFuture<ParkingAnswer> retry(String key) {
        return ask(key, false);
    }

    /** Throws all parked events of a key away, so that its row goes on without them; answers as {@link #retry} does. */
    public CompletableFuture<ParkingAnswer> discard(String key) {
        return ask(key, true);
    }

    private CompletableFuture<ParkingAnswer> ask(String key, boolean discard) {
        int partition = projection.partitionOf(key);
        CompletableFuture<ParkingAnswer> sum = CompletableFuture.completedFuture(ParkingAnswer.NOTHING);
        for (String store : topology.parkedStores()) {
            sum = sum.thenCombine(ask(new Place(store, partition), key, discard), ParkingAnswer::plus);
        }
        return sum;
    }

    private CompletableFuture<ParkingAnswer> ask(Place place, String key, boolean discard) {
        return topology.desk()
                .ask(place, key, discard)
                .orElseGet(() -> CompletableFuture.failedFuture(new TransientException(
                        "Partition %d of '%s', which holds key '%s', is not here; ask another instance"
                                .formatted(
                                        place.partition(), topology.definition().name(), key))));
    }
}
