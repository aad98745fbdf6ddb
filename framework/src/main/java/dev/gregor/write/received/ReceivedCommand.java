package dev.gregor.write.received;

import dev.gregor.aggregate.CommandContext;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.command.CommandDigest;
import dev.gregor.command.RepublishState;
import dev.gregor.command.UnlessSince;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A command that has been read and checked.
 *
 * @param key the record key
 * @param aggregateId the same as text
 * @param id the id of the command
 * @param definition which command it is
 * @param data what it asks
 * @param digest what tells it from other commands
 * @param expectedVersion the expected version, or {@link dev.gregor.command.Command#ANY_VERSION}
 * @param unlessSince the kinds of event, by their types of today, that must not have happened; null for none
 * @param correlationId what it belongs to; its own id if it said nothing
 * @param headers the headers as they came
 */
public record ReceivedCommand(
        byte[] key,
        String aggregateId,
        String id,
        CommandDefinition<?, ?> definition,
        SpecificRecord data,
        CommandDigest digest,
        long expectedVersion,
        @Nullable UnlessSince unlessSince,
        String correlationId,
        CommandHeaders headers) {

    /** Whether it asks for the state as it is, once more, and for nothing of the aggregate. */
    public boolean isStateRepublishing() {
        return data instanceof RepublishState;
    }

    /** What the aggregate learns beside the data, at this version and time. */
    public CommandContext context(long version, Instant time) {
        return new CommandContext(aggregateId, version, time, id, correlationId);
    }
}
