package dev.gregor.messaging.schedule;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.schedule.ScheduleTopology.Destination;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.timer.Timers;
import dev.gregor.write.deadletter.DeadLetters;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps and delivers the schedules of a partition. A request that cannot be read is a dead letter. */
final class ScheduleProcessor implements Processor<byte[], byte[], Destination, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleProcessor.class);

    private final ScheduleTopology parts;
    private @Nullable Partition partition;

    /** What there is once a partition is assigned. */
    private record Partition(
            ProcessorContext<Destination, byte[]> context,
            Timers timers,
            LongSupplier size,
            ScheduleRequests requests,
            HandledOffset handled,
            DrainedBatch.Source batch) {}

    ScheduleProcessor(ScheduleTopology parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<Destination, byte[]> context) {
        HandledOffset handled = new HandledOffset(
                context.getStateStore(Timers.stateStore(ScheduleTopology.TIMERS)), parts.requestsId());
        requireNoneLost(context.taskId().partition(), handled);
        Timers timers = new Delivery(parts, context).timers();
        Partition opened = new Partition(
                context,
                timers,
                timers::size,
                new ScheduleRequests(parts, context, timers),
                handled,
                StreamThreadContext.current()
                        .batch()
                        .source(parts.settings().requests(), context.taskId().partition()));
        parts.metrics().add(opened.size());
        partition = opened;
    }

    /** Where requests were handled and nothing is known of that, what they asked for is lost, too. */
    private void requireNoneLost(int number, HandledOffset handled) {
        if (parts.read().contains(number) && !handled.isKnown()) {
            String group = parts.settings().applicationId();
            throw new TransientException(
                    ("The schedules of partition %d are lost, for topics %s-%s-...-changelog were deleted: bring them back from a copy; or stop all"
                                    + " instances and delete the consumer group %s, which does once more what was asked for in the last week")
                            .formatted(number, group, ScheduleTopology.TIMERS, group));
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Partition into = requireNonNull(partition);
        RecordMetadata origin = into.context().recordMetadata().orElseThrow();
        if (into.handled().isBefore(origin.offset())) {
            handle(into, record, origin);
            into.handled().set(origin.offset());
        }
        StreamsApplication.recordHandled();
        into.batch().handled(origin.offset(), into.context()::commit);
    }

    private void handle(Partition into, Record<byte[], byte[]> record, RecordMetadata origin) {
        try {
            into.requests().handle(record, origin.offset());
        } catch (PermanentException | IllegalArgumentException e) {
            LOG.warn(
                    "Record {}-{}@{} becomes a dead letter: {}",
                    origin.topic(),
                    origin.partition(),
                    origin.offset(),
                    e.getMessage());
            Record<byte[], byte[]> letter =
                    DeadLetters.of(record, origin, e, parts.settings().maxRecordBytes());
            into.context()
                    .forward(letter.withKey(new Destination(parts.settings().deadLetters(), letter.key())));
        }
    }

    @Override
    public void close() {
        Partition closed = partition;
        if (closed != null) {
            closed.timers().close();
            parts.metrics().remove(closed.size());
            StreamThreadContext.current()
                    .batch()
                    .remove(
                            parts.settings().requests(),
                            closed.context().taskId().partition());
        }
    }
}
