package dev.gregor.projection.topology;

import static java.util.Objects.requireNonNull;

import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import dev.gregor.projection.keyed.KeyedEvent;
import dev.gregor.projection.keyed.KeyedSender;
import dev.gregor.projection.parked.Parking;
import dev.gregor.projection.rows.Rows;
import dev.gregor.projection.task.RecordLimit;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.thread.CommitThrottle;
import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.topic.KeyPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The first stage of a repartitioned projection: sends each event on under the keys of the rows that it changes, and when
 * the polled batch is drained tells every partition of rows by a marker how far it has come.
 *
 * <p>An event whose row keys cannot be found is parked under the id of its aggregate.
 *
 * <p>Events and marker are one transaction. A marker that is due but was not sent follows within a moment, after a restart
 * too, so that no query waits for events that have long been applied.
 */
final class KeyingProcessor<R extends SpecificRecord>
        implements Processor<byte[], byte[], byte[], byte[]>, Parking.Step {

    private final ProjectionTopology<R> topology;
    private final Duration spacing;
    private final Map<String, DrainedBatch.Source> batches = new LinkedHashMap<>();
    private final Map<String, Position> unmarked = new LinkedHashMap<>();
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable Task task;
    private @Nullable EventReceiver receiver;
    private @Nullable KeyedSender sender;
    private @Nullable AggregateStates states;
    private @Nullable CommitThrottle throttle;
    private @Nullable Parking parking;
    private @Nullable Cancellable marking;

    KeyingProcessor(ProjectionTopology<R> topology) {
        this.topology = topology;
        this.spacing = CommitThrottle.spacing(topology.partitions());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        Task begun = topology.state().begin(StoreNames.KEYED_PARKED, StoreNames.KEYED_POSITIONS, newContext);
        task = begun;
        parking = new Parking(begun, StoreNames.KEYED_PARKED, topology.state().parked(), this);
        receiver = new EventReceiver(topology, begun, parking, this::reach);
        sender = new KeyedSender(begun.positions(), newContext::forward);
        states = topology.states(begun).orElse(null);
        unmarked.clear();
        begun.positions().all().forEach(this::reach);
        topology.state().startKeying(begun);
        topology.topics()
                .forEach(topic ->
                        batches.put(topic, StreamThreadContext.current().batch().source(topic, begun.partition())));
        throttle = StreamThreadContext.current().throttle();
        planMarking();
    }

    /** At the moments that all tasks of the thread share, and only while it is due: each makes Kafka Streams commit. */
    private void planMarking() {
        if (!unmarked.isEmpty() && marking == null) {
            marking = requireNonNull(context)
                    .schedule(Instant.EPOCH, spacing, PunctuationType.WALL_CLOCK_TIME, this::markAndCommit);
        }
    }

    private void endMarking() {
        if (marking != null) {
            marking.cancel();
            marking = null;
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<byte[], byte[]> ofTask = requireNonNull(context);
        RecordMetadata origin = ofTask.recordMetadata().orElseThrow();
        requireNonNull(receiver).receive(record, origin);
        StreamsApplication.recordHandled();
        DrainedBatch.Source batch = requireNonNull(batches.get(origin.topic()));
        long now = ofTask.currentSystemTimeMs();
        if (batch.drainedBy(origin.offset()) && requireNonNull(throttle).allows(now, spacing)) {
            markAndCommit(now);
        }
        planMarking();
    }

    private void markAndCommit(long now) {
        if (!unmarked.isEmpty()) {
            mark(now);
            DrainedBatch ofThread = StreamThreadContext.current().batch();
            if (ofThread.asksForCommits() && !ofThread.isFull()) {
                requireNonNull(context).commit();
            }
            requireNonNull(throttle).commitAt(now);
        }
    }

    @Override
    public Runnable compute(EventMetadata event, Record<byte[], byte[]> record) {
        AggregateStates.Folded folded = folded(event, record);
        List<Record<byte[], byte[]>> keyed =
                topology.events().concern(event) ? keyed(event, record, folded) : List.of();
        List<JoinRecords.Sent> joined = joined(event, record, folded);
        return () -> {
            folded.write().run();
            keyed.forEach(this::sendByKey);
            joined.forEach(this::send);
        };
    }

    private void send(JoinRecords.Sent joined) {
        if (joined.everywhere()) {
            sendEverywhere(joined.record());
        } else {
            sendByKey(joined.record());
        }
    }

    private void sendByKey(Record<byte[], byte[]> keyed) {
        requireNonNull(sender).send(keyed, KeyPartition.of(keyed.key(), topology.partitions()));
    }

    private void sendEverywhere(Record<byte[], byte[]> keyed) {
        KeyedSender toRows = requireNonNull(sender);
        IntStream.range(0, topology.partitions()).forEach(rows -> toRows.send(keyed, rows));
    }

    private AggregateStates.Folded folded(EventMetadata event, Record<byte[], byte[]> record) {
        return states == null || !topology.folds(event)
                ? AggregateStates.Folded.NOTHING
                : states.fold(event, topology.events().read(event, record.value()));
    }

    /** Its aggregate has changed all the same, and joins show that. */
    @Override
    public Runnable discard(EventMetadata event, Record<byte[], byte[]> record) {
        AggregateStates.Folded folded = folded(event, record);
        List<JoinRecords.Sent> joined = joined(event, record, folded);
        return () -> {
            folded.write().run();
            joined.forEach(this::send);
        };
    }

    private List<Record<byte[], byte[]>> keyed(
            EventMetadata metadata, Record<byte[], byte[]> record, AggregateStates.Folded folded) {
        List<Record<byte[], byte[]>> keyed = new ArrayList<>();
        for (Rows.Due<R> due : topology.events().due(metadata, record.value(), folded)) {
            List<String> keys = due.keys();
            byte @Nullable [] state = keys.isEmpty() ? null : topology.stateFor(due);
            keys.forEach(key -> keyed.add(
                    KeyedEvent.of(record, metadata.partition(), due.rule().index(), due.part(), key, state)));
        }
        RecordLimit limit = requireNonNull(task).limit();
        keyed.forEach(each -> limit.require("Event '" + metadata.id() + "' with its row key", each));
        return keyed;
    }

    private List<JoinRecords.Sent> joined(
            EventMetadata metadata, Record<byte[], byte[]> record, AggregateStates.Folded folded) {
        List<JoinRecords.Sent> joined = topology.joins().after(metadata, record, folded.last());
        RecordLimit limit = requireNonNull(task).limit();
        joined.forEach(
                each -> limit.require("The state after event '" + metadata.id() + "', for a join", each.record()));
        return joined;
    }

    private void reach(Position position) {
        unmarked.put(position.aggregateType(), position);
        topology.state().key(position);
    }

    private void mark(long timestamp) {
        for (Position position : unmarked.values()) {
            sendEverywhere(KeyedEvent.marker(position, timestamp));
        }
        unmarked.clear();
        endMarking();
    }

    @Override
    public void close() {
        endMarking();
        if (parking != null) {
            parking.close();
        }
        if (task != null) {
            int partition = task.partition();
            topology.state().stopKeying(task);
            topology.topics()
                    .forEach(topic -> StreamThreadContext.current().batch().remove(topic, partition));
        }
    }
}
