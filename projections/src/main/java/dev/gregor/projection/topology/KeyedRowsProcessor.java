package dev.gregor.projection.topology;

import static java.util.Objects.requireNonNull;

import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import dev.gregor.projection.Window;
import dev.gregor.projection.keyed.KeyedEvent;
import dev.gregor.projection.keyed.KeyedReceiver;
import dev.gregor.projection.parked.Parking;
import dev.gregor.projection.rows.EventWindows;
import dev.gregor.projection.rows.JoinedRows;
import dev.gregor.projection.rows.RowRetention;
import dev.gregor.projection.rows.Rows;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.streams.StreamsApplication;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The second stage of a repartitioned projection: applies keyed events to their rows, and markers to the positions. */
final class KeyedRowsProcessor<R extends SpecificRecord>
        implements Processor<byte[], byte[], Void, Void>, Parking.Step {

    private final ProjectionTopology<R> topology;
    private @Nullable Task task;
    private @Nullable Rows<R> rows;
    private @Nullable KeyedReceiver receiver;
    private @Nullable Parking parking;
    private @Nullable EventWindows<R> windows;
    private @Nullable RowRetention retention;
    private @Nullable JoinedRows<R> joins;

    KeyedRowsProcessor(ProjectionTopology<R> topology) {
        this.topology = topology;
    }

    @Override
    public void init(ProcessorContext<Void, Void> newContext) {
        Task begun = topology.state().begin(StoreNames.PARKED, StoreNames.POSITIONS, newContext);
        task = begun;
        receiver = new KeyedReceiver(begun, this::apply);
        Rows<R> ofTask = new Rows<>(begun, topology.codec(), topology.state().live());
        rows = ofTask;
        topology.window().ifPresent(window -> openWindow(window, ofTask, begun));
        joins = topology.joinedRows(begun, ofTask).orElse(null);
        parking = new Parking(begun, StoreNames.PARKED, topology.state().parked(), this);
        topology.state().open(begun);
    }

    private void openWindow(Window window, Rows<R> ofTask, Task begun) {
        window.ofEvents()
                .ifPresent(ofEvents -> windows = new EventWindows<>(begun, ofEvents, ofTask, topology.events()::due));
        retention = window.expiresByKey() ? new RowRetention(window, ofTask, begun) : null;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (requireNonNull(task).isStopped()) {
            return;
        }
        requireNonNull(receiver).receive(record);
        StreamsApplication.recordHandled();
    }

    private void apply(Record<byte[], byte[]> record) {
        Task here = requireNonNull(task);
        if (KeyedEvent.isMarker(record.key())) {
            Position position = KeyedEvent.position(record);
            here.positions().advance(position);
            topology.state().apply(here.partition(), position);
        } else {
            requireNonNull(parking).apply(KeyedEvent.rowKey(record), record, here.partition());
        }
    }

    @Override
    public EventMetadata metadata(Record<byte[], byte[]> record, int partition) {
        return KeyedEvent.metadata(record);
    }

    @Override
    public Runnable compute(EventMetadata event, Record<byte[], byte[]> record) {
        return KeyedEvent.join(record)
                .map(side -> requireNonNull(joins).compute(side, event, record))
                .orElseGet(() -> computeRule(event, record));
    }

    /** The state of its aggregate is joined with later events all the same. */
    @Override
    public Runnable discard(EventMetadata event, Record<byte[], byte[]> record) {
        return KeyedEvent.join(record)
                .map(side -> requireNonNull(joins).keep(side, event, record))
                .orElse(() -> {});
    }

    private Runnable computeRule(EventMetadata event, Record<byte[], byte[]> record) {
        if (windows != null) {
            return windows.compute(event, record);
        }
        String rowKey = KeyedEvent.rowKey(record);
        if (retention != null && retention.isOver(rowKey)) {
            return () -> {};
        }
        Rows.Due<R> due = topology.events().due(event, record);
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
        if (task != null) {
            topology.state().close(task);
        }
    }
}
