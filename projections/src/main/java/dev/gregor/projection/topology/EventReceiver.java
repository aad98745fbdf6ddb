package dev.gregor.projection.topology;

import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import dev.gregor.projection.parked.Parking;
import dev.gregor.projection.task.Flaw;
import dev.gregor.projection.task.PositionStore;
import dev.gregor.projection.task.Task;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Lets one task apply the events of a partition once each and without a gap, whatever it is given: the positions that it keeps
 * say which event is next. Where that event is missing the task applies nothing more, and says why.
 */
final class EventReceiver {

    private final ProjectionTopology<?> topology;
    private final Task task;
    private final PositionStore positions;
    private final int partition;
    private final Parking parking;
    private final Consumer<Position> onAdvance;

    /**
     * A task that goes on where its positions are.
     *
     * @param onAdvance told each position that the task has come to
     */
    EventReceiver(ProjectionTopology<?> topology, Task task, Parking parking, Consumer<Position> onAdvance) {
        this.topology = topology;
        this.task = task;
        this.positions = task.positions();
        this.partition = task.partition();
        this.parking = parking;
        this.onAdvance = onAdvance;
        topology.aggregateTypes().forEach(this::compare);
    }

    /** Compares what is kept with what there is and what the consumer group has passed. */
    private void compare(String type) {
        String topic = topology.eventsTopic(type);
        EventHistory history = topology.state().history();
        long reached = positions.sequence(type, partition);
        long passed = history.passed(topic, partition);
        if (reached < passed) {
            task.stop(Flaw.disagreement("its stores know %d events of %s-%d, its consumer group has passed %d"
                    .formatted(reached, topic, partition, passed)));
        } else if (history.isEmptied(topic, partition)) {
            if (reached == 0 && !topology.mayBeginLate()) {
                task.stop(new Flaw("all events of %s-%d were deleted".formatted(topic, partition), Flaw.Kind.DELETED));
            }
        } else if (history.first(topic, partition) > reached + 1 && !topology.mayBeginLate()) {
            task.stop(new Flaw(
                    "events %d to %d of %s-%d were deleted"
                            .formatted(reached + 1, history.first(topic, partition) - 1, topic, partition),
                    Flaw.Kind.DELETED));
        }
    }

    /** Applies a record if it is the next event. One that runs no rule, or that is parked, counts as applied. */
    void receive(Record<byte[], byte[]> record, RecordMetadata origin) {
        topology.events().metadata(record, origin).ifPresent(event -> receive(record, event));
    }

    private void receive(Record<byte[], byte[]> record, EventMetadata event) {
        Position position = new Position(event.type().aggregateType(), event.partition(), event.sequence());
        if (isNext(position)) {
            if (topology.folds(event) || topology.events().concern(event)) {
                parking.apply(event.aggregateId(), event, record);
            }
            positions.advance(position);
            onAdvance.accept(position);
        }
    }

    /** Whether an event is the next to be applied; false if it is applied already, or one before it is missing. */
    private boolean isNext(Position event) {
        if (task.isStopped() || positions.covers(event)) {
            return false;
        }
        String topic = topology.eventsTopic(event.aggregateType());
        long expected = positions.sequence(event.aggregateType(), partition) + 1;
        if (event.sequence() == expected || beginsLate(topic, expected, event.sequence())) {
            return true;
        }
        task.stop(new Flaw(
                "it was given event %d of %s-%d where %d is next"
                        .formatted(event.sequence(), topic, partition, expected),
                Flaw.Kind.GAP));
        return false;
    }

    private boolean beginsLate(String topic, long expected, long found) {
        return topology.mayBeginLate()
                && (expected == 1 || found == topology.state().history().first(topic, partition));
    }
}
