package dev.gregor.projection.topology;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionJoin;
import dev.gregor.projection.keyed.JoinSide;
import dev.gregor.projection.keyed.KeyedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What the first stage sends on for the joins of a projection: the states that aggregates have after an event. */
final class JoinRecords {

    private final List<? extends ProjectionJoin<?>> joins;
    private final Map<String, AggregateDefinition<?>> folded;
    private final @Nullable Instant from;

    /**
     * A record for a side of a join.
     *
     * @param everywhere whether it goes to all partitions of rows, not to that of its key
     */
    record Sent(Record<byte[], byte[]> record, boolean everywhere) {}

    /**
     * The joins of a definition.
     *
     * @param folded the aggregates whose states it needs, by type
     * @param from the time before which events change no row; null for none
     */
    JoinRecords(
            ProjectionDefinition<?> definition, Map<String, AggregateDefinition<?>> folded, @Nullable Instant from) {
        this.joins = definition.joins();
        this.folded = folded;
        this.from = from;
    }

    /**
     * What is sent after an event. One before its time changes no row of its own; rows that refer to it know it all the same.
     *
     * @param state the state after the event; null if there is none
     */
    List<Sent> after(EventMetadata event, Record<byte[], byte[]> record, byte @Nullable [] state) {
        AggregateDefinition<?> aggregate = folded.get(event.type().aggregateType());
        if (joins.isEmpty() || aggregate == null) {
            return List.of();
        }
        List<Sent> sent = new ArrayList<>();
        for (ProjectionJoin<?> join : joins) {
            if (join.otherClass() == aggregate.stateClass()) {
                sent.add(of(event, record, new JoinSide(join.index(), true), state));
            }
            if (join.stateClass() == aggregate.stateClass()
                    && (from == null || !event.time().isBefore(from))) {
                sent.add(of(event, record, new JoinSide(join.index(), false), state));
            }
        }
        return sent;
    }

    private static Sent of(EventMetadata event, Record<byte[], byte[]> record, JoinSide side, byte @Nullable [] state) {
        String key = side.other() ? event.type().aggregateType() + '/' + event.aggregateId() : event.aggregateId();
        return new Sent(KeyedEvent.of(record, event.partition(), side, key, state), side.other());
    }
}
