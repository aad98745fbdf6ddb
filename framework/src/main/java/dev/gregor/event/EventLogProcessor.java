package dev.gregor.event;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import dev.gregor.write.DeadLetters;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files the events of one partition. An event that was filed before is passed over. */
final class EventLogProcessor<S extends SpecificRecord> implements Processor<byte[], byte[], byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(EventLogProcessor.class);
    private static final Bytes POSITION = Bytes.wrap(new byte[] {0});

    private final AggregateDefinition<S> definition;
    private final EventLog log;
    private final EventFold<S> fold;
    private @Nullable Partition partition;

    /** What there is once a partition is assigned. */
    private record Partition(
            ProcessorContext<byte[], byte[]> context,
            int number,
            KeyValueStore<Bytes, byte[]> events,
            KeyValueStore<Bytes, byte[]> states,
            KeyValueStore<Bytes, byte[]> position) {

        long sequence() {
            byte[] stored = position.get(POSITION);
            return stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
        }

        void sequence(long sequence) {
            position.put(
                    POSITION, ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
        }
    }

    EventLogProcessor(AggregateDefinition<S> definition, EventLog log) {
        this.definition = definition;
        this.log = log;
        this.fold = new EventFold<>(definition, log);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        String type = definition.type();
        partition = new Partition(
                context,
                context.taskId().partition(),
                context.getStateStore(EventLog.eventsStore(type)),
                context.getStateStore(EventLog.statesStore(type)),
                context.getStateStore(EventLog.positionStore(type)));
        advance(partition.sequence());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Partition into = requireNonNull(partition);
        try {
            EventMetadata metadata = EventReader.metadata(record.key(), record.headers(), into.number());
            if (record.value() == null) {
                throw new PermanentException("Event '" + metadata.id() + "' has no value");
            }
            if (metadata.sequence() > into.sequence()) {
                file(into, new LoggedEvent(metadata, record.value()));
            }
        } catch (PermanentException unreadable) {
            var origin = into.context().recordMetadata().orElseThrow();
            LOG.warn(
                    "Record {}-{}@{} becomes a dead letter: {}",
                    origin.topic(),
                    origin.partition(),
                    origin.offset(),
                    unreadable.getMessage());
            into.context()
                    .forward(
                            DeadLetters.of(record, origin, unreadable, 2 * log.maxRecordBytes()),
                            EventLog.deadLetterSink(definition.type()));
        }
    }

    private void file(Partition into, LoggedEvent event) {
        EventMetadata metadata = event.metadata();
        into.events().put(LoggedEvent.key(metadata.aggregateId(), metadata.version()), event.encode());
        if (metadata.version() % EventLog.STATE_INTERVAL == 0) {
            keepState(into, metadata);
        }
        into.sequence(metadata.sequence());
        advance(metadata.sequence());
    }

    /** Tried after 100, 200, 400 ... versions, for a state that is not kept is folded again from the last one that is. */
    private void keepState(Partition into, EventMetadata at) {
        long events = at.version() - fold.lastKeptVersion(into.states(), at.aggregateId(), at.version());
        if (Long.bitCount(events / EventLog.STATE_INTERVAL) == 1) {
            byte[] kept = state(into, at);
            if (kept != null && kept.length <= Math.min(log.maxRecordBytes(), events * EventLog.STATE_BYTES)) {
                into.states().put(LoggedEvent.key(at.aggregateId(), at.version()), kept);
            }
        }
    }

    private byte @Nullable [] state(Partition into, EventMetadata at) {
        try {
            return fold.kept(fold.fold(into.states(), into.events(), at.aggregateId(), at.version()));
        } catch (RuntimeException unreadable) {
            LOG.warn("No state is kept at event {}: {}", at.id(), unreadable.getMessage());
            return null;
        }
    }

    private void advance(long sequence) {
        int number = requireNonNull(partition).number();
        log.positions().advance(number, new Position(definition.type(), number, sequence));
    }

    @Override
    public void close() {
        if (partition != null) {
            log.positions().forget(partition.number(), definition.type());
        }
    }
}
