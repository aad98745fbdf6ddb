package dev.gregor.write;

import java.time.Instant;
import java.util.List;

/**
 * A command that was accepted, as its events tell.
 *
 * @param aggregateId the id of the aggregate
 * @param commandId the id of the command
 * @param eventTypes the logical types of its events, in order
 * @param version the aggregate's version after them
 * @param sequence the partition sequence of the last of them
 * @param time when they were decided
 */
public record AcceptedCommand(
        String aggregateId, String commandId, List<String> eventTypes, long version, long sequence, Instant time) {

    /** Copies the types. */
    public AcceptedCommand {
        eventTypes = List.copyOf(eventTypes);
    }
}
