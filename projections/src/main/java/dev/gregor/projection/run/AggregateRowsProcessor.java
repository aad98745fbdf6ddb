package dev.gregor.projection.run;

import static java.util.Objects.requireNonNull;

import dev.gregor.event.EventReader;
import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import dev.gregor.projection.ProjectionRule;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Applies events to the rows of their own aggregates, in one step: rows are in the partition of the events. An event is
 * applied once; one that the projection ignores counts as applied.
 */
final class AggregateRowsProcessor<R extends SpecificRecord> implements Processor<byte[], byte[], Void, Void> {

    private final ProjectionTopology<R> topology;
    private final EventRules<R> events;
    private final EventAttempt attempt;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable Rows<R> rows;
    private @Nullable PositionStore positions;

    AggregateRowsProcessor(ProjectionTopology<R> topology) {
        this.topology = topology;
        this.events = topology.events();
        this.attempt = topology.attempt();
    }

    @Override
    public void init(ProcessorContext<Void, Void> newContext) {
        context = newContext;
        rows = new Rows<>(newContext.getStateStore(ProjectionTopology.ROWS), topology.codec());
        positions = new PositionStore(newContext.getStateStore(ProjectionTopology.POSITIONS));
        topology.progress().open(newContext.taskId().partition(), positions.all());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata origin = requireNonNull(context).recordMetadata().orElseThrow();
        EventMetadata event =
                attempt.of(origin, () -> EventReader.metadata(record.key(), record.headers(), origin.partition()));
        Position position = new Position(event.type().aggregateType(), event.partition(), event.sequence());
        if (!requireNonNull(positions).covers(position)) {
            apply(event, record, origin);
            positions.advance(position);
            topology.progress().apply(context.taskId().partition(), position);
        }
    }

    private void apply(EventMetadata event, Record<byte[], byte[]> record, RecordMetadata origin) {
        List<ProjectionRule<R, ?>> rules = events.of(event);
        if (!rules.isEmpty()) {
            Rows<R> ofTask = requireNonNull(rows);
            ofTask.write(attempt.of(
                    origin, () -> ofTask.compute(event.aggregateId(), rules, events.read(event, record.value()))));
        }
    }

    @Override
    public void close() {
        if (context != null) {
            topology.progress().close(context.taskId().partition());
        }
    }
}
