package dev.gregor.projection.parked;

import dev.gregor.event.log.EventReader;
import dev.gregor.failure.TransientException;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.parked.ParkedTasks.TaskStore;
import dev.gregor.projection.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies events in one task, and parks those that cannot be applied, with all that come after them under the same key. It
 * never waits: a parked event is tried again after some pauses, then on request only.
 *
 * <p>A punctuator does both, so in the transaction of the task. It runs rarely while there is nothing to do. A request is
 * answered when the punctuator runs again, which is after the commit.
 */
public final class Parking {

    /** How long after each failure an event is tried again by itself. */
    static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60));

    private static final Logger LOG = LoggerFactory.getLogger(Parking.class);
    /** Rare, because Kafka Streams commits after each punctuation, even one that did nothing. */
    static final Duration IDLE_INTERVAL = Duration.ofSeconds(2);

    static final Duration INTERVAL = Duration.ofMillis(100);

    private final Step step;
    private final ProcessorContext<?, ?> context;
    private final ParkedStore store;
    private final Task task;
    private final ParkedTasks parkedTasks;
    private final TaskStore taskStore;
    private final ParkedTasks.TaskMailbox mailbox;
    private final Map<String, Long> nextTries = new HashMap<>();
    private final List<ParkingRequest> requests = new ArrayList<>();
    private final Cancellable idlePunctuator;
    private @Nullable Cancellable punctuator;

    /** What is done with an event. Both throw what keeps it from being applied. */
    public interface Step {

        /** What the headers of an event say. */
        default EventMetadata metadata(Record<byte[], byte[]> event, int partition) {
            return EventReader.metadata(event.key(), event.headers(), partition);
        }

        /** Computes what an event changes, and changes nothing; what it answers writes the changes. */
        Runnable compute(EventMetadata metadata, Record<byte[], byte[]> event);

        /** Computes what has to be kept of an event that is thrown away; what it answers writes that. */
        default Runnable discard(EventMetadata metadata, Record<byte[], byte[]> event) {
            return () -> {};
        }
    }

    /** Goes on with what is parked in a store of a task. */
    public Parking(Task task, String storeName, ParkedTasks parkedTasks, Step step) {
        this.task = task;
        this.parkedTasks = parkedTasks;
        this.step = step;
        this.context = task.context();
        this.taskStore = new TaskStore(storeName, task.partition());
        this.store = new ParkedStore(task, storeName);
        this.mailbox = parkedTasks.open(taskStore);
        mailbox.count(store.size());
        store.keys().forEach(key -> plan(key, store.first(key)));
        idlePunctuator = context.schedule(IDLE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::punctuateIdle);
        adjustSchedule();
    }

    /** A store of parked events. */
    public static StoreBuilder<?> store(KeyValueBytesStoreSupplier store) {
        return ParkedStore.store(store);
    }

    /** Applies an event, or parks it under this key. */
    public void apply(String key, EventMetadata metadata, Record<byte[], byte[]> event) {
        if (store.holds(key)) {
            park(key, untried(event, metadata.partition()));
        } else {
            applied(() -> step.compute(metadata, event))
                    .ifPresent(failure ->
                            park(key, untried(event, metadata.partition()).failed(failure)));
        }
    }

    /** Applies an event whose headers are not read yet, or parks it under this key. */
    public void apply(String key, Record<byte[], byte[]> event, int partition) {
        if (store.holds(key)) {
            park(key, untried(event, partition));
        } else {
            applied(() -> step.compute(step.metadata(event, partition), event))
                    .ifPresent(failure -> park(key, untried(event, partition).failed(failure)));
        }
    }

    private ParkedEvent untried(Record<byte[], byte[]> event, int partition) {
        return new ParkedEvent(partition, Instant.ofEpochMilli(context.currentSystemTimeMs()), 0, "", event);
    }

    private void park(String key, ParkedEvent event) {
        store.add(key, event);
        mailbox.count(store.size());
        if (event.tries() > 0) {
            LOG.warn(
                    "'{}' parks {} and all that follow under '{}': {}",
                    task.projection(),
                    event.id(),
                    key,
                    event.reason());
            plan(key, event);
            adjustSchedule();
        }
    }

    private void plan(String key, ParkedEvent failed) {
        if (failed.tries() <= PAUSES.size()) {
            Duration pause = PAUSES.get(Math.max(0, failed.tries() - 1));
            nextTries.put(key, context.currentSystemTimeMs() + pause.toMillis());
        }
    }

    /**
     * Applies an event, and answers why not if it cannot be.
     *
     * @throws TransientException if the failure is hardly the event's: the thread fails too, nothing is written, and a new
     *     one goes on from there after a pause; so does what Kafka throws
     */
    private static Optional<Throwable> applied(Supplier<Runnable> computation) {
        Runnable changes;
        try {
            changes = computation.get();
        } catch (TransientException | KafkaException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            return Optional.of(e);
        }
        changes.run();
        return Optional.empty();
    }

    /** Does nothing while the other punctuator runs: two punctuations at one moment have no commit between them. */
    private void punctuateIdle(long now) {
        if (punctuator == null) {
            punctuate(now);
        }
    }

    private void punctuate(long now) {
        requests.removeIf(ParkingRequest::isAnswered);
        if (!parkedTasks.isPaused() && !task.isStopped()) {
            retryWhatIsDue(now);
        }
        for (@Nullable ParkingRequest request = mailbox.next(); request != null; request = mailbox.next()) {
            requests.add(request);
        }
        if (!requests.isEmpty()) {
            requests.forEach(request -> request.goOn(store, this::appliesFirst, this::discard));
            mailbox.count(store.size());
            context.commit();
        }
        adjustSchedule();
    }

    private void adjustSchedule() {
        boolean work = !requests.isEmpty() || (!nextTries.isEmpty() && !parkedTasks.isPaused());
        if (work && punctuator == null) {
            punctuator = context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::punctuate);
        } else if (!work) {
            cancelPunctuator();
        }
    }

    private void cancelPunctuator() {
        if (punctuator != null) {
            punctuator.cancel();
            punctuator = null;
        }
    }

    private void retryWhatIsDue(long now) {
        List<String> due = nextTries.entrySet().stream()
                .filter(each -> each.getValue() <= now)
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(key -> {
            nextTries.remove(key);
            requests.add(ParkingRequest.retry(key));
        });
    }

    /** Whether the first event of a key could be applied; then it is parked no more. */
    private boolean appliesFirst(String key) {
        ParkedEvent first = store.first(key);
        Optional<Throwable> failure = applied(() -> computeAgain(first));
        if (failure.isPresent()) {
            ParkedEvent failed = first.failed(failure.get());
            store.replaceFirst(key, failed);
            plan(key, failed);
        } else {
            store.removeFirst(key);
        }
        return failure.isEmpty();
    }

    /** What keeps an event from being applied may keep its step from it too. */
    private void discard(ParkedEvent event) {
        applied(() -> {
                    event.requireWhole();
                    return step.discard(step.metadata(event.record(), event.partition()), event.record());
                })
                .ifPresent(failure -> LOG.warn(
                        "'{}' throws {} away, and keeps nothing of it: {}",
                        task.projection(),
                        event.id(),
                        failure.toString()));
    }

    private Runnable computeAgain(ParkedEvent event) {
        event.requireWhole();
        return step.compute(step.metadata(event.record(), event.partition()), event.record());
    }

    /** Releases the task; requests that are not answered yet fail. */
    public void close() {
        idlePunctuator.cancel();
        cancelPunctuator();
        parkedTasks.close(taskStore, mailbox);
        requests.forEach(request -> request.fail(taskStore));
        requests.clear();
    }
}
