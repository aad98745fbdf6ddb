package dev.gregor.projection.run;

import dev.gregor.projection.run.ParkingDesk.Counter;
import dev.gregor.projection.run.ParkingDesk.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies events in one task, and parks those that cannot be applied, with all that come after them under the same key.
 *
 * <p>What other threads ask is done by a punctuator, so in the transaction of the task, and answered at its next turn:
 * between the two the transaction was committed.
 */
final class Parking {

    private static final Logger LOG = LoggerFactory.getLogger(Parking.class);
    private static final Duration TURN = Duration.ofMillis(100);

    private final EventAttempt attempt;
    private final Step step;
    private final ProcessorContext<?, ?> context;
    private final ParkedStore store;
    private final ParkingDesk desk;
    private final Place place;
    private final Counter counter;
    private final List<ParkingWork> works = new ArrayList<>();

    /** Computes what an event changes, and changes nothing; what it answers writes the changes. */
    @FunctionalInterface
    interface Step {
        Runnable compute(Record<byte[], byte[]> event, int partition);
    }

    Parking(ProjectionTopology<?> topology, String storeName, ProcessorContext<?, ?> context, Step step) {
        this.attempt = topology.attempt();
        this.desk = topology.desk();
        this.step = step;
        this.context = context;
        this.store = new ParkedStore(context.getStateStore(storeName));
        this.place = new Place(storeName, context.taskId().partition());
        this.counter = desk.open(place);
        counter.count(store.size());
        context.schedule(TURN, PunctuationType.WALL_CLOCK_TIME, now -> takeTurn());
    }

    /** Applies an event, or parks it under this key. */
    void apply(String key, Record<byte[], byte[]> event, int partition) {
        if (store.holds(key)) {
            park(key, event, partition, "");
            return;
        }
        attempt.of(() -> step.compute(event, partition))
                .orElse(failure -> {
                    LOG.warn(
                            "Projection '{}' version {} parks an event of key '{}', and all that follow: {}",
                            attempt.projection(),
                            attempt.version(),
                            key,
                            failure.toString());
                    park(key, event, partition, ParkedEvent.reason(failure));
                    return Optional.empty();
                })
                .ifPresent(Runnable::run);
    }

    private void park(String key, Record<byte[], byte[]> event, int partition, String reason) {
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        store.add(key, new ParkedEvent(partition, now, reason, event));
        counter.count(store.size());
    }

    private void takeTurn() {
        works.removeIf(ParkingWork::isAnswered);
        for (@Nullable ParkingRequest request = counter.next(); request != null; request = counter.next()) {
            works.add(new ParkingWork(request, store));
        }
        if (!works.isEmpty()) {
            works.forEach(work -> work.goOn(this::appliesFirst));
            counter.count(store.size());
            context.commit();
        }
    }

    private boolean appliesFirst(String key) {
        ParkedEvent first = store.first(key);
        Optional<Runnable> change = attempt.of(() -> step.compute(first.record(), first.partition()))
                .orElse(failure -> {
                    store.replaceFirst(key, first.because(failure));
                    return Optional.empty();
                });
        change.ifPresent(Runnable::run);
        return change.isPresent();
    }

    /** Leaves the task; who still waits for an answer is told that there is none. */
    void close() {
        desk.close(place, counter);
        works.forEach(work -> ParkingDesk.fail(work.request(), place));
        works.clear();
    }
}
