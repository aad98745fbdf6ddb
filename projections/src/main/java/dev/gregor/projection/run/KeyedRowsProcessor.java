package dev.gregor.projection.run;

import static java.util.Objects.requireNonNull;

import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The second stage of a repartitioned projection: applies keyed events to their rows, and markers to the positions. */
final class KeyedRowsProcessor<R extends SpecificRecord> implements Processor<byte[], byte[], Void, Void> {

    private final ProjectionTopology<R> topology;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable Rows<R> rows;
    private @Nullable PositionStore positions;
    private @Nullable Parking parking;
    private @Nullable EventWindows<R> windows;
    private @Nullable RowRetention retention;

    KeyedRowsProcessor(ProjectionTopology<R> topology) {
        this.topology = topology;
    }

    @Override
    public void init(ProcessorContext<Void, Void> newContext) {
        context = newContext;
        Rows<R> ofTask = new Rows<>(topology, newContext);
        rows = ofTask;
        topology.window().ifPresent(window -> {
            window.ofEvents()
                    .ifPresent(ofEvents -> windows = new EventWindows<>(topology, ofEvents, ofTask, newContext));
            retention = window.expiresByKey() ? new RowRetention(window, ofTask, newContext) : null;
        });
        positions = new PositionStore(newContext.getStateStore(ProjectionTopology.POSITIONS));
        parking = new Parking(topology, ProjectionTopology.PARKED, newContext, this::change);
        topology.progress().open(newContext.taskId().partition(), positions.all());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (KeyedEvent.isMarker(record.key())) {
            reach(KeyedEvent.position(record));
        } else {
            apply(record);
        }
    }

    private void reach(Position position) {
        requireNonNull(positions).advance(position);
        topology.progress().apply(requireNonNull(context).taskId().partition(), position);
    }

    private void apply(Record<byte[], byte[]> record) {
        int partition = requireNonNull(context).taskId().partition();
        requireNonNull(parking).apply(KeyedEvent.rowKey(record), record, partition);
    }

    private Runnable change(Record<byte[], byte[]> record, int partition) {
        if (windows != null) {
            return windows.compute(record);
        }
        String rowKey = KeyedEvent.rowKey(record);
        if (retention != null && retention.isOver(rowKey)) {
            return () -> {};
        }
        EventMetadata event = KeyedEvent.metadata(record);
        DueRule<R> due = topology.events().due(event, record.value(), KeyedEvent.rule(record), KeyedEvent.part(record));
        Rows<R> ofTask = requireNonNull(rows);
        Rows.Changed row = ofTask.compute(rowKey, List.of(due));
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
        if (context != null) {
            topology.progress().close(context.taskId().partition());
        }
    }
}
