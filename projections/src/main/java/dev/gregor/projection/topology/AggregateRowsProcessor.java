package dev.gregor.projection.topology;

import static java.util.Objects.requireNonNull;

import dev.gregor.message.EventMetadata;
import dev.gregor.projection.parked.Parking;
import dev.gregor.projection.rows.Rows;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.streams.StreamsApplication;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Applies events to the rows of their own aggregates, in one step: rows are in the partition of the events. An event is
 * applied once; one that the projection ignores, or that is parked, counts as applied.
 */
final class AggregateRowsProcessor<R extends SpecificRecord>
        implements Processor<byte[], byte[], Void, Void>, Parking.Step {

    private final ProjectionTopology<R> topology;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable Rows<R> rows;
    private @Nullable Task task;
    private @Nullable EventReceiver receiver;
    private @Nullable Parking parking;

    AggregateRowsProcessor(ProjectionTopology<R> topology) {
        this.topology = topology;
    }

    @Override
    public void init(ProcessorContext<Void, Void> newContext) {
        context = newContext;
        Task begun = topology.state().begin(StoreNames.PARKED, StoreNames.POSITIONS, newContext);
        task = begun;
        rows = new Rows<>(begun, topology.codec(), topology.state().live());
        parking = new Parking(begun, StoreNames.PARKED, topology.state().parked(), this);
        receiver = new EventReceiver(
                topology, begun, parking, position -> topology.state().apply(begun.partition(), position));
        topology.state().open(begun);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata origin = requireNonNull(context).recordMetadata().orElseThrow();
        requireNonNull(receiver).receive(record, origin);
        StreamsApplication.recordHandled();
    }

    @Override
    public Runnable compute(EventMetadata event, Record<byte[], byte[]> record) {
        List<Rows.Due<R>> due = topology.events().due(event, record.value());
        if (due.isEmpty()) {
            return () -> {};
        }
        Rows<R> ofTask = requireNonNull(rows);
        Rows.Changed row = ofTask.compute(event.aggregateId(), due);
        return () -> ofTask.write(row);
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
        if (parking != null) {
            parking.close();
        }
        if (task != null) {
            topology.state().close(task);
        }
    }
}
