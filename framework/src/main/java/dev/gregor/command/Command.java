package dev.gregor.command;

import dev.gregor.message.AggregateId;
import dev.gregor.message.MessageType;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to an aggregate. Immutable; the {@code with} methods answer changed copies.
 *
 * @param type the logical type
 * @param aggregateId the id of the aggregate
 * @param data what is asked
 * @param id the id of the command, its idempotency key: sent again it has no further effect
 * @param expectedVersion the version at which the aggregate has to be: 0 if it must not exist, {@link #ANY_VERSION} if it
 *     does not matter
 * @param unlessSince the kinds of event that must not have happened since a version; null if it does not matter
 * @param correlationId what the command belongs to
 * @param traceParent W3C Trace Context, or null
 * @param traceState W3C Trace Context, or null
 */
public record Command(
        MessageType type,
        String aggregateId,
        SpecificRecord data,
        String id,
        long expectedVersion,
        @Nullable UnlessSince unlessSince,
        String correlationId,
        @Nullable String traceParent,
        @Nullable String traceState) {

    /** The expected version of a command that does not expect one. */
    public static final long ANY_VERSION = -1;

    private static final int MAX_ID_LENGTH = 200;

    /** Checks ids and expected version. */
    public Command {
        AggregateId.require(aggregateId);
        requireId(id, "command id");
        requireId(correlationId, "correlation id");
        if (expectedVersion < ANY_VERSION) {
            throw new IllegalArgumentException("Expected version " + expectedVersion + " is not 0 or more");
        }
    }

    /** A command under a new id, for whatever version the aggregate has. */
    public static Command of(MessageType type, String aggregateId, SpecificRecord data) {
        String id = UUID.randomUUID().toString();
        return new Command(type, aggregateId, data, id, ANY_VERSION, null, id, null, null);
    }

    private static void requireId(String id, String what) {
        if (id.isBlank() || id.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "The " + what + " has " + id.length() + " characters, expected 1 to " + MAX_ID_LENGTH);
        }
    }

    /** The same under the given id. */
    public Command withId(String newId) {
        return new Command(
                type, aggregateId, data, newId, expectedVersion, unlessSince, correlationId, traceParent, traceState);
    }

    /** The same, accepted only at the given version; 0 if the aggregate must not exist. */
    public Command withExpectedVersion(long version) {
        return new Command(type, aggregateId, data, id, version, unlessSince, correlationId, traceParent, traceState);
    }

    /** The same, accepted only if no event of these logical types has happened after the given version. */
    public Command withNoneOfSince(long version, MessageType... types) {
        UnlessSince condition = new UnlessSince(version, Set.of(types));
        return new Command(
                type, aggregateId, data, id, expectedVersion, condition, correlationId, traceParent, traceState);
    }

    /** The same as a part of the given whole. */
    public Command withCorrelationId(String newCorrelationId) {
        return new Command(
                type, aggregateId, data, id, expectedVersion, unlessSince, newCorrelationId, traceParent, traceState);
    }

    /** The same as a part of the given trace. */
    public Command withTrace(@Nullable String parent, @Nullable String state) {
        return new Command(type, aggregateId, data, id, expectedVersion, unlessSince, correlationId, parent, state);
    }
}
