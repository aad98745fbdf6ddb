package dev.gregor.event.log;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import dev.gregor.write.deadletter.DeadLetters;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files the events of one partition. An event that was filed before is passed over. Events that are missing, because a store or its
 * changelog was lost, would never come: they keep it from going on.
 */
final class EventLogProcessor<S extends SpecificRecord> implements Processor<byte[], byte[], byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(EventLogProcessor.class);
    private static final Bytes POSITION = Bytes.wrap(new byte[] {0});

    private final AggregateDefinition<S> definition;
    private final EventLog log;
    private final EventFold<S> fold;
    private @Nullable Partition partition;

    /** What there is once a partition is assigned. */
    private static final class Partition {

        private final ProcessorContext<byte[], byte[]> context;
        private final int number;
        private final KeyValueStore<Bytes, byte[]> events;
        private final KeyValueStore<Bytes, byte[]> states;
        private final KeyValueStore<Bytes, byte[]> positions;
        private LogPosition position;
        private boolean begun;

        Partition(ProcessorContext<byte[], byte[]> context, String type) {
            this.context = context;
            number = context.taskId().partition();
            events = context.getStateStore(EventLog.eventsStore(type));
            states = context.getStateStore(EventLog.statesStore(type));
            positions = context.getStateStore(EventLog.positionStore(type));
            position = LogPosition.decode(positions.get(POSITION));
        }

        long offset() {
            return context.recordMetadata().orElseThrow().offset();
        }

        void handled(LogPosition upTo) {
            begun = true;
            position = upTo;
            positions.put(POSITION, upTo.encode());
        }
    }

    EventLogProcessor(AggregateDefinition<S> definition, EventLog log) {
        this.definition = definition;
        this.log = log;
        this.fold = new EventFold<>(definition, log);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        Partition opened = new Partition(context, definition.type());
        Bytes last = opened.position.lastEvent();
        if (last != null && opened.events.get(last) == null) {
            throw missing(opened);
        }
        partition = opened;
        advance(opened.position.sequence());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Partition into = requireNonNull(partition);
        try {
            EventMetadata metadata = EventReader.metadata(record.key(), record.headers(), into.number);
            if (record.value() == null) {
                throw new PermanentException("Event '" + metadata.id() + "' has no value");
            }
            if (metadata.sequence() > into.position.sequence()) {
                requireNonePassedOver(into, metadata);
                file(into, new LoggedEvent(metadata, record.value()));
            }
            into.begun = true;
        } catch (PermanentException unreadable) {
            refuse(into, record, unreadable);
        }
    }

    private void refuse(Partition into, Record<byte[], byte[]> record, PermanentException unreadable) {
        var origin = into.context.recordMetadata().orElseThrow();
        LOG.warn(
                "Record {}-{}@{} becomes a dead letter: {}",
                origin.topic(),
                origin.partition(),
                origin.offset(),
                unreadable.getMessage());
        into.context.forward(
                DeadLetters.of(record, origin, unreadable, 2 * log.maxRecordBytes()),
                EventLog.deadLetterSink(definition.type()));
        into.handled(into.position.refused(origin.offset()));
    }

    /** Only the first that comes can be too far: from there on they come one after the other. */
    private void requireNonePassedOver(Partition into, EventMetadata next) {
        if (!into.begun && next.sequence() > into.position.sequence() + 1) {
            var topic = new TopicPartition(log.topics().events(definition.type()), into.number);
            if (new PassedOverEvents(topic, into.context.appConfigs()).exist(into.position, into.offset())) {
                throw missing(into);
            }
        }
    }

    private TransientException missing(Partition at) {
        return new TransientException(
                "The event log of '%s' lacks events of partition %d, which it had filed: stop all instances and start them again, which files them"
                        .formatted(definition.type(), at.number));
    }

    private void file(Partition into, LoggedEvent event) {
        EventMetadata metadata = event.metadata();
        into.events.put(LoggedEvent.key(metadata.aggregateId(), metadata.version()), event.encode());
        if (metadata.version() % EventLog.STATE_INTERVAL == 0) {
            keepState(into, metadata);
        }
        into.handled(into.position.filed(metadata, into.offset()));
        advance(metadata.sequence());
    }

    /** Tried after 100, 200, 400 ... versions, for a state that is not kept is folded again from the last one that is. */
    private void keepState(Partition into, EventMetadata at) {
        long events = at.version() - fold.lastStateVersion(into.states, at.aggregateId(), at.version());
        if (Long.bitCount(events / EventLog.STATE_INTERVAL) == 1) {
            byte[] stored = state(into, at);
            if (stored != null && stored.length <= Math.min(log.maxRecordBytes(), events * EventLog.STATE_BYTES)) {
                into.states.put(LoggedEvent.key(at.aggregateId(), at.version()), stored);
            }
        }
    }

    private byte @Nullable [] state(Partition into, EventMetadata at) {
        try {
            return fold.encoded(fold.fold(into.states, into.events, at.aggregateId(), at.version()));
        } catch (RuntimeException unreadable) {
            LOG.warn("No state is kept at event {}: {}", at.id(), unreadable.getMessage());
            return null;
        }
    }

    private void advance(long sequence) {
        int number = requireNonNull(partition).number;
        log.positions().advance(number, new Position(definition.type(), number, sequence));
    }

    @Override
    public void close() {
        if (partition != null) {
            log.positions().forget(partition.number, definition.type());
        }
    }
}
