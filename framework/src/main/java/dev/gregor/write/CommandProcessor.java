package dev.gregor.write;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.write.handled.HandledCommands;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link CommandHandler} for the partition that it is assigned; {@link DrainedBatch} asks for its commits. Made
 * anew after a failed transaction, so nothing cached outlives what was rolled back.
 */
final class CommandProcessor<S extends SpecificRecord> implements Processor<byte[], byte[], Object, byte[]> {

    private static final Duration SOON = Duration.ofMillis(1);

    private final AggregateDefinition<S> definition;
    private final WriteSide writeSide;
    private final RefusedCommands refused;
    private final String topic;
    private @Nullable ProcessorContext<Object, byte[]> context;
    private @Nullable CommandHandler<S> handler;
    private DrainedBatch.@Nullable Source batch;

    CommandProcessor(AggregateDefinition<S> definition, WriteSide writeSide, RefusedCommands refused) {
        this.definition = definition;
        this.writeSide = writeSide;
        this.refused = refused;
        this.topic = writeSide.topics().commands(definition.type());
    }

    @Override
    public void init(ProcessorContext<Object, byte[]> newContext) {
        context = newContext;
        handler = new CommandHandler<>(definition, writeSide, newContext, refused);
        batch = StreamThreadContext.current()
                .batch()
                .source(topic, newContext.taskId().partition());
        fillOnce(handler.handled(), newContext);
    }

    /** Not at once, for nothing may be written before the task runs. */
    private static void fillOnce(HandledCommands handled, ProcessorContext<Object, byte[]> ofTask) {
        if (handled.isEmpty()) {
            AtomicReference<Cancellable> schedule = new AtomicReference<>();
            schedule.set(ofTask.schedule(SOON, PunctuationType.WALL_CLOCK_TIME, now -> {
                schedule.get().cancel();
                if (handled.isEmpty()) {
                    handled.fill(now);
                    ofTask.commit();
                }
            }));
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<Object, byte[]> ofTask = requireNonNull(context);
        RecordMetadata origin = ofTask.recordMetadata().orElseThrow();
        CommandHandler<S> ofPartition = requireNonNull(handler);
        StreamThreadContext.current()
                .refusedSends()
                .during(() -> ofPartition.handle(record, origin), refusal -> refused.add(origin, refusal));
        StreamsApplication.recordHandled();
        requireNonNull(batch).handled(origin.offset(), ofTask::commit);
    }

    @Override
    public void close() {
        if (handler != null && context != null) {
            handler.close();
            StreamThreadContext.current().batch().remove(topic, context.taskId().partition());
        }
    }
}
