package dev.gregor.messaging.flow;

import static java.util.Objects.requireNonNull;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.flow.Item.Origin;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.streams.thread.StreamThreadContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Handles the records of a partition: computes what each leads to, and does that. What the functions of the user throw makes the record a dead letter;
 * what the cluster and the stores throw is not the record's fault, and ends the transaction.
 */
abstract class FlowProcessor implements Processor<byte[], byte[], FlowTarget, byte[]> {

    final FlowParts parts;
    private final String step;
    private final List<String> topics;
    private final Map<String, DrainedBatch.Source> batches = new HashMap<>();
    private @Nullable ProcessorContext<FlowTarget, byte[]> context;

    /**
     * Makes one.
     *
     * @param step its name; empty for none
     * @param topics that it reads
     */
    FlowProcessor(FlowParts parts, String step, List<String> topics) {
        this.parts = parts;
        this.step = step;
        this.topics = topics;
    }

    final ProcessorContext<FlowTarget, byte[]> context() {
        return requireNonNull(context);
    }

    @Override
    public void init(ProcessorContext<FlowTarget, byte[]> opened) {
        context = opened;
        DrainedBatch batch = StreamThreadContext.current().batch();
        topics.forEach(
                each -> batches.put(each, batch.source(each, opened.taskId().partition())));
    }

    /** What a record comes from. */
    Origin origin(ConsumerRecord<byte[], byte[]> record) {
        return new Origin(record, "");
    }

    /** Computes what a record leads to. */
    abstract void compute(ConsumerRecord<byte[], byte[]> record, Origin origin, Effects effects);

    @Override
    public void process(Record<byte[], byte[]> read) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        ConsumerRecord<byte[], byte[]> record = Carried.record(
                new Place(place.topic(), place.partition(), place.offset()),
                read.timestamp(),
                read.key(),
                read.value(),
                read.headers());
        Origin origin = origin(record);
        Effects effects = effects(record, origin);
        StreamThreadContext.current().refusedSends().during(() -> effects.perform(context()), refused -> {
            parts.refused()
                    .merge(
                            origin.id(),
                            List.of(refused),
                            (all, another) -> Stream.concat(all.stream(), another.stream())
                                    .toList());
            return true;
        });
        StreamsApplication.recordHandled();
        DrainedBatch.Source batch = batches.get(place.topic());
        if (batch != null) {
            batch.handled(place.offset(), context()::commit);
        }
    }

    private Effects effects(ConsumerRecord<byte[], byte[]> record, Origin origin) {
        List<RefusedSend> refused = parts.refused().getOrDefault(origin.id(), List.of());
        Effects effects = new Effects(parts, step, origin, refused);
        effects.compute(() -> compute(record, origin, effects));
        if (!refused.isEmpty()) {
            StreamThreadContext.current()
                    .afterCommit()
                    .add(() -> parts.refused().remove(origin.id()));
        }
        return effects;
    }

    @Override
    public void close() {
        ProcessorContext<FlowTarget, byte[]> opened = context;
        if (opened != null) {
            DrainedBatch batch = StreamThreadContext.current().batch();
            topics.forEach(each -> batch.remove(each, opened.taskId().partition()));
        }
    }
}
