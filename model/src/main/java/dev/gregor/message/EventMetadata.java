package dev.gregor.message;

import java.time.Instant;

/**
 * What is known of a recorded event beside its data.
 *
 * @param type the logical type
 * @param aggregateId the id of the aggregate, which is the record key
 * @param version the aggregate's version, 1, 2, 3 … without gaps
 * @param time when the event was decided, to the millisecond
 * @param partition the partition of the events topic
 * @param sequence the place of the event in its partition, 1, 2, 3 … without gaps
 * @param correlationId what the command belonged to
 * @param causationId the id of the command or event that caused it
 */
public record EventMetadata(
        MessageType type,
        String aggregateId,
        long version,
        Instant time,
        int partition,
        long sequence,
        String correlationId,
        String causationId) {

    /** The same of an event that goes by this logical type today. */
    public EventMetadata as(MessageType current) {
        return current.equals(type)
                ? this
                : new EventMetadata(
                        current, aggregateId, version, time, partition, sequence, correlationId, causationId);
    }

    /** The id of the event, the same whenever the same event is written again: {@code user/42/1}. */
    public String id() {
        return id(type.aggregateType(), aggregateId, version);
    }

    /** The id of the event with these coordinates. */
    public static String id(String aggregateType, String aggregateId, long version) {
        return aggregateType + '/' + aggregateId + '/' + version;
    }
}
