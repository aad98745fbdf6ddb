package dev.gregor.projection.run;

import static java.util.Objects.requireNonNull;

import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import dev.gregor.projection.Window;
import dev.gregor.streams.StreamsApplication;
import java.util.List;
import java.util.Optional;
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
    private @Nullable ReceivedNumbers received;
    private @Nullable Parking parking;
    private @Nullable EventWindows<R> windows;
    private @Nullable RowRetention retention;

    KeyedRowsProcessor(ProjectionTopology<R> topology) {
        this.topology = topology;
    }

    @Override
    public void init(ProcessorContext<Void, Void> newContext) {
        context = newContext;
        int partition = newContext.taskId().partition();
        topology.flaws().remove(task(partition));
        PositionStore kept = new PositionStore(newContext.getStateStore(ProjectionTopology.POSITIONS));
        positions = kept;
        received = new ReceivedNumbers(kept);
        Rows<R> ofTask = new Rows<>(topology, newContext, kept);
        rows = ofTask;
        ofTask.compare(topology.flaws(), task(partition));
        topology.window().ifPresent(window -> openWindow(window, ofTask, kept));
        parking = new Parking(topology, ProjectionTopology.PARKED, kept, newContext, this::change);
        topology.open(task(partition), partition, kept);
    }

    private void openWindow(Window window, Rows<R> ofTask, PositionStore kept) {
        ProcessorContext<Void, Void> here = requireNonNull(context);
        window.ofEvents().ifPresent(ofEvents -> {
            windows = new EventWindows<>(topology, ofEvents, ofTask, kept, here);
            windows.compare(topology.flaws(), task(here.taskId().partition()));
        });
        retention = window.expiresByKey() ? new RowRetention(window, ofTask, here) : null;
    }

    private static String task(int partition) {
        return ProjectionTopology.task(ProjectionTopology.PARKED, partition);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        int partition = requireNonNull(context).taskId().partition();
        if (topology.flaws().has(task(partition))) {
            return;
        }
        Optional<SentNumber> number = KeyedEvent.number(record);
        if (number.isPresent()) {
            applyNext(record, partition, KeyedEvent.source(record), number.get());
        } else if (!requireNonNull(positions).covers(KeyedEvent.reached(record))) {
            apply(record, partition);
        }
        StreamsApplication.recordHandled();
    }

    private void applyNext(Record<byte[], byte[]> record, int partition, int source, SentNumber sent) {
        if (isNext(partition, source, sent)) {
            apply(record, partition);
            requireNonNull(received).receive(source, sent);
        }
    }

    private boolean isNext(int partition, int source, SentNumber sent) {
        ReceivedNumbers kept = requireNonNull(received);
        ReceivedNumbers.Turn turn = kept.turn(source, sent);
        if (turn == ReceivedNumbers.Turn.WRONG) {
            topology.flaws()
                    .add(
                            task(partition),
                            Flaw.disagreement(
                                    "its rows know %d records that events of partition %d were sent on in, and were given number %d as the next"
                                            .formatted(kept.last(source).number(), source, sent.number())));
        }
        return turn == ReceivedNumbers.Turn.NEXT;
    }

    private void apply(Record<byte[], byte[]> record, int partition) {
        if (KeyedEvent.isMarker(record.key())) {
            Position position = KeyedEvent.position(record);
            requireNonNull(positions).advance(position);
            topology.progress().apply(partition, position);
        } else {
            requireNonNull(parking).apply(KeyedEvent.rowKey(record), record, partition);
        }
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
            topology.close(task(context.taskId().partition()), context.taskId().partition());
        }
    }
}
