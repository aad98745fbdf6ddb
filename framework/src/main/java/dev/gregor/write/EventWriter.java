package dev.gregor.write;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.write.received.ReceivedCommand;
import dev.gregor.write.storage.EncodedEvent;
import dev.gregor.write.storage.TooLargeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Encodes events and states, and forwards them to their topics. */
final class EventWriter {

    private final AggregateDefinition<?> definition;
    private final AvroCodec codec;
    private final WriteSettings settings;
    private final ProcessorContext<Object, byte[]> context;
    private final SinkNames sinks;
    private final EventHeaders headers;
    private final String eventsTopic;
    private final String stateTopic;
    private final boolean publishesState;

    EventWriter(AggregateDefinition<?> definition, WriteSide writeSide, ProcessorContext<Object, byte[]> context) {
        this.definition = definition;
        this.codec = writeSide.codec();
        this.settings = writeSide.settings();
        this.context = context;
        this.sinks = SinkNames.of(definition.type());
        this.headers = new EventHeaders(settings.app(), definition);
        this.eventsTopic = writeSide.topics().events(definition.type());
        this.stateTopic = writeSide.topics().state(definition.type());
        this.publishesState = settings.stateTopics().contains(definition.type());
    }

    /**
     * Encodes the events that follow the given version.
     *
     * @throws TooLargeException if one is larger than allowed, or they are more than a transaction should hold
     */
    List<EncodedEvent> encode(List<SpecificRecord> events, long version, Instant time) {
        requireFew("events", events.size(), settings.maxEvents());
        long bytes = 0;
        List<EncodedEvent> encoded = new ArrayList<>(events.size());
        for (SpecificRecord event : events) {
            EventDefinition<?, ?> type = definition.eventOf(event);
            byte[] value = codec.encode(eventsTopic, event);
            requireSize("Event '" + type.type() + "'", value, settings.maxMessageBytes(), "gregor.max-message-bytes");
            bytes += value.length;
            requireFew("bytes of events", bytes, settings.maxEventsBytes());
            encoded.add(new EncodedEvent(type.type(), version + encoded.size() + 1, time, value));
        }
        return encoded;
    }

    /**
     * The events as they read from now on, which is not as they were decided if a subject of them is forgotten.
     *
     * @param replacedBefore {@link #replaced} before they were encoded
     */
    List<SpecificRecord> asWritten(List<SpecificRecord> decided, List<EncodedEvent> encoded, long replacedBefore) {
        if (replaced() == replacedBefore) {
            return decided;
        }
        List<SpecificRecord> written = new ArrayList<>(encoded.size());
        for (int i = 0; i < encoded.size(); i++) {
            written.add(codec.decode(
                    eventsTopic,
                    encoded.get(i).value(),
                    definition.eventOf(decided.get(i)).messageClass()));
        }
        return written;
    }

    /** How many values were written as their replacement until now. */
    long replaced() {
        return codec.replaced();
    }

    /**
     * Forwards the events. Their record time is the wall clock's, which brokers check; when they were decided is in their
     * headers.
     */
    void write(ReceivedCommand command, List<EncodedEvent> events, long sequenceBefore) {
        long sequence = sequenceBefore;
        for (EncodedEvent event : events) {
            sequence++;
            context.forward(
                    new Record<>(
                            command.key(),
                            event.value(),
                            context.currentSystemTimeMs(),
                            headers.of(command, event, sequence)),
                    sinks.events());
        }
    }

    /** Prepares the record of the state topic, if there is one: the full state, or a tombstone when it has ended. */
    Runnable stateWriter(ReceivedCommand command, AggregateState<?> after) {
        if (!publishesState) {
            return () -> {};
        }
        SpecificRecord state = after.state();
        byte[] value = state == null ? null : codec.encode(stateTopic, state);
        if (value != null) {
            requireSize(
                    "State of '" + command.aggregateId() + "'",
                    value,
                    settings.maxStateBytes(),
                    "gregor.max-state-bytes");
        }
        Record<Object, byte[]> record = new Record<>(
                command.key(), value, context.currentSystemTimeMs(), headers.ofState(command, after.version()));
        return () -> context.forward(record, sinks.state());
    }

    /** @throws TooLargeException if the outcome of a command is larger than a reply may be */
    void requireOutcomeSize(byte[] outcome) {
        requireSize("The outcome", outcome, settings.maxOutcomeBytes(), "gregor.max-message-bytes");
    }

    private static void requireFew(String what, long count, long limit) {
        if (count > limit) {
            throw TooLargeException.events(what, count, limit);
        }
    }

    private static void requireSize(String what, byte[] value, int limit, String setting) {
        if (value.length > limit) {
            throw new TooLargeException(what, value.length, limit, setting);
        }
    }
}
