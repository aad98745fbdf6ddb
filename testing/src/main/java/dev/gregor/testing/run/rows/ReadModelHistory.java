package dev.gregor.testing.run.rows;

import dev.gregor.message.AggregateId;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import dev.gregor.position.Position;
import dev.gregor.testing.run.EventRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;

/**
 * The events that a read model is computed from. Immutable.
 *
 * @param events in the order in which the read model gets them
 * @param time of the next event
 * @param clock the time by which windows end: the latest that the test has named
 */
public record ReadModelHistory(List<EventRecord> events, Instant time, Instant clock) {

    private static final String CAUSE = "given";

    /** Nothing has happened yet. */
    public static ReadModelHistory at(Instant start) {
        return new ReadModelHistory(List.of(), start, start);
    }

    /** The next event is of this time; an earlier one than before is late. */
    public ReadModelHistory moveTo(Instant next) {
        Instant millis = next.truncatedTo(ChronoUnit.MILLIS);
        return new ReadModelHistory(events, millis, millis.isAfter(clock) ? millis : clock);
    }

    ReadModelHistory add(String aggregateId, MessageType type, long version, IndexedRecord data, byte[] value) {
        List<EventRecord> longer = new ArrayList<>(events);
        longer.add(new EventRecord(metadata(AggregateId.require(aggregateId), type, version), data, value));
        return new ReadModelHistory(List.copyOf(longer), time, clock);
    }

    /** The version of an aggregate. */
    long version(String aggregateType, String aggregateId) {
        return ofAggregate(aggregateType, aggregateId)
                .mapToLong(EventMetadata::version)
                .max()
                .orElse(0);
    }

    private Stream<EventMetadata> ofAggregate(String aggregateType, String aggregateId) {
        return ofType(aggregateType).filter(each -> each.aggregateId().equals(aggregateId));
    }

    private EventMetadata metadata(String aggregateId, MessageType type, long version) {
        requireNext(aggregateId, version, version(type.aggregateType(), aggregateId));
        ofAggregate(type.aggregateType(), aggregateId).forEach(this::requireNotAfterNow);
        long sequence = position(type.aggregateType()).sequence() + 1;
        return new EventMetadata(type, aggregateId, version, time, 0, sequence, CAUSE, CAUSE);
    }

    /** Where the events of an aggregate type end. */
    Position position(String aggregateType) {
        return new Position(aggregateType, 0, ofType(aggregateType).count());
    }

    private Stream<EventMetadata> ofType(String aggregateType) {
        return events.stream()
                .map(EventRecord::metadata)
                .filter(each -> each.type().aggregateType().equals(aggregateType));
    }

    /** Several events may be one that was recorded. */
    private static void requireNext(String aggregateId, long version, long last) {
        if (version != last + 1 && version != last) {
            throw new IllegalArgumentException(
                    "Version %d of '%s' does not follow version %d; record the events from the first on"
                            .formatted(version, aggregateId, last));
        }
    }

    private void requireNotAfterNow(EventMetadata earlier) {
        if (earlier.time().isAfter(time)) {
            throw new IllegalArgumentException(
                    "Time cannot go back from %s to %s within %s/%s; only an event of another aggregate may come late"
                            .formatted(earlier.time(), time, earlier.type().aggregateType(), earlier.aggregateId()));
        }
    }
}
