package dev.gregor.projection.run;

import dev.gregor.failure.TransientException;
import dev.gregor.projection.run.ParkedStore.Queue;
import dev.gregor.projection.run.ParkedTasks.TaskStore;
import dev.gregor.topic.KeyPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds parked events in the stores of the tasks that are in this process. */
final class LocalParkedEvents implements ParkedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(LocalParkedEvents.class);

    private final ProjectionTopology<?> topology;
    private final KafkaStreams streams;

    LocalParkedEvents(ProjectionTopology<?> topology, KafkaStreams streams) {
        this.topology = topology;
        this.streams = streams;
    }

    @Override
    public int size() {
        return topology.parkedTasks().parked();
    }

    @Override
    public List<ParkedKey> keys(int limit) {
        List<ParkedKey> keys = new ArrayList<>();
        for (TaskStore place : topology.parkedTasks().places()) {
            queues(place, limit).forEach((key, queue) -> keys.add(parked(key, place, queue)));
        }
        return keys.stream()
                .sorted(Comparator.comparing(ParkedKey::since).thenComparing(ParkedKey::key))
                .limit(limit)
                .toList();
    }

    private Map<String, Queue> queues(TaskStore place, int limit) {
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

    private static ParkedKey parked(String key, TaskStore place, Queue queue) {
        ParkedEvent first = queue.first();
        return new ParkedKey(
                key,
                place.partition(),
                first.id(),
                first.type(),
                first.reason(),
                first.tries(),
                first.since(),
                queue.events());
    }

    @Override
    public CompletableFuture<ParkingAnswer> retry(String key) {
        return told("retry of", key, ask(key, () -> ParkingRequest.retry(key)));
    }

    @Override
    public CompletableFuture<ParkingAnswer> discard(String key, String eventId) {
        return told("discard of " + eventId + " from", key, ask(key, () -> ParkingRequest.discard(key, eventId)));
    }

    private CompletableFuture<ParkingAnswer> told(String what, String key, CompletableFuture<ParkingAnswer> answer) {
        return answer.whenComplete((known, failure) -> {
            if (known != null && known.concernsAny()) {
                LOG.info(
                        "Projection '{}': {} parked events of '{}', as was asked: {} applied, {} discarded, {} still"
                                + " parked",
                        topology.definition().name(),
                        what,
                        key,
                        known.applied(),
                        known.discarded(),
                        known.parked());
            }
        });
    }

    private CompletableFuture<ParkingAnswer> ask(String key, Supplier<ParkingRequest> request) {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            return CompletableFuture.failedFuture(new TransientException("Projection '%s' is %s; try again in a second"
                    .formatted(topology.definition().name(), streams.state())));
        }
        if (topology.parkedTasks().isPaused()) {
            return CompletableFuture.failedFuture(new TransientException("Projection '%s' is paused; resume it first"
                    .formatted(topology.definition().name())));
        }
        Optional<Flaw> flaw = topology.flaws().all().stream().findFirst();
        if (flaw.isPresent()) {
            return CompletableFuture.failedFuture(
                    new TransientException("Projection '%s' build %s applies nothing more: %s"
                            .formatted(
                                    topology.definition().name(),
                                    topology.build(),
                                    flaw.get().reason())));
        }
        int partition = KeyPartition.of(key, topology.partitions());
        CompletableFuture<ParkingAnswer> sum = CompletableFuture.completedFuture(ParkingAnswer.NOTHING);
        for (String store : topology.parkedStores()) {
            sum = sum.thenCombine(
                    topology.parkedTasks().ask(new TaskStore(store, partition), request.get()), ParkingAnswer::plus);
        }
        return sum;
    }
}
