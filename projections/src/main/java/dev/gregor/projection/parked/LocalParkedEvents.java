package dev.gregor.projection.parked;

import dev.gregor.failure.TransientException;
import dev.gregor.projection.parked.ParkedTasks.TaskStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    private final ParkedTasks tasks;
    private final KafkaStreams streams;

    LocalParkedEvents(ParkedTasks tasks, KafkaStreams streams) {
        this.tasks = tasks;
        this.streams = streams;
    }

    @Override
    public int size() {
        return tasks.parked();
    }

    @Override
    public List<ParkedKey> keys(int limit) {
        List<ParkedKey> keys = new ArrayList<>();
        for (TaskStore taskStore : tasks.taskStores()) {
            keys.addAll(keys(taskStore, limit));
        }
        return keys.stream()
                .sorted(Comparator.comparing(ParkedKey::since).thenComparing(ParkedKey::key))
                .limit(limit)
                .toList();
    }

    private List<ParkedKey> keys(TaskStore taskStore, int limit) {
        try {
            return ParkedKey.in(
                    streams.store(StoreQueryParameters.fromNameAndType(
                                    taskStore.store(), QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                            .withPartition(taskStore.partition())),
                    taskStore.partition(),
                    limit);
        } catch (InvalidStateStoreException e) {
            throw new TransientException(
                    "Partition %d of '%s' is not here or being restored; try again"
                            .formatted(taskStore.partition(), tasks.projection()),
                    e);
        }
    }

    @Override
    public CompletableFuture<ParkingAnswer> retry(String key) {
        return told("retry of", key, ask(() -> ParkingRequest.retry(key)));
    }

    @Override
    public CompletableFuture<ParkingAnswer> discard(String key, String eventId) {
        return told("discard of " + eventId + " from", key, ask(() -> ParkingRequest.discard(key, eventId)));
    }

    private CompletableFuture<ParkingAnswer> told(String what, String key, CompletableFuture<ParkingAnswer> answer) {
        return answer.whenComplete((known, failure) -> {
            if (known != null && known.concernsAny()) {
                LOG.info(
                        "Projection '{}': {} parked events of '{}', as was asked: {} applied, {} discarded, {} still"
                                + " parked",
                        tasks.projection(),
                        what,
                        key,
                        known.applied(),
                        known.discarded(),
                        known.parked());
            }
        });
    }

    /** An event that is sent to all partitions of rows may be parked in several of them. */
    private CompletableFuture<ParkingAnswer> ask(Supplier<ParkingRequest> request) {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            return CompletableFuture.failedFuture(new TransientException(
                    "Projection '%s' is %s; try again in a second".formatted(tasks.projection(), streams.state())));
        }
        if (tasks.isPaused()) {
            return CompletableFuture.failedFuture(
                    new TransientException("Projection '%s' is paused; resume it first".formatted(tasks.projection())));
        }
        Optional<String> flaw = tasks.flaw();
        if (flaw.isPresent()) {
            return CompletableFuture.failedFuture(new TransientException(flaw.get()));
        }
        CompletableFuture<ParkingAnswer> sum = CompletableFuture.completedFuture(ParkingAnswer.NOTHING);
        for (TaskStore taskStore : tasks.taskStores()) {
            sum = sum.thenCombine(tasks.ask(taskStore, request.get()), ParkingAnswer::plus);
        }
        return sum;
    }
}
