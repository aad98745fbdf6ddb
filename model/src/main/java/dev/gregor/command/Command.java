package dev.gregor.command;

import dev.gregor.message.AggregateId;
import dev.gregor.message.MessageType;
import dev.gregor.message.RandomId;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A command for one aggregate, with its id and conditions. Immutable; the {@code with} methods return changed copies.
 *
 * <pre>{@code
 * Command close = gregor.commands().command(BankAccount.class, "42", new Close()).withExpectedVersion(7);
 * gregor.commands().send(close);
 * }</pre>
 *
 * @param type the aggregate type and the action, such as {@code bank-account.close.v1}
 * @param aggregateId the id of the aggregate, 1 to 200 characters
 * @param data the content of the command
 * @param id the id of the command, 1 to 200 characters. It is the idempotency key: a command that is sent again under its id
 *     within {@code gregor.command.id-retention} is applied once and gets the same outcome
 * @param expectedVersion the version that the aggregate must have: 0 if it must not exist, {@link #ANY_VERSION} for any
 * @param unlessSince the kinds of event that must not have happened after a version; null for no such condition
 * @param correlationId an id that is copied to the events, to find what belongs together; 1 to 200 characters
 * @param traceParent the header of that name of W3C Trace Context; null for none
 * @param traceState the header of that name of W3C Trace Context; null for none
 * @param actor who sends it, which is copied to the events; null if that is not known
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
        @Nullable String traceState,
        @Nullable String actor) {

    /** The expected version of a command that does not expect one. */
    public static final long ANY_VERSION = -1;

    /** The longest id of a command, and the longest correlation id, in characters. */
    public static final int MAX_ID_LENGTH = 200;

    /**
     * Checks ids and expected version.
     *
     * @throws IllegalArgumentException if an id or the actor is blank or too long, or the expected version is less than -1
     */
    public Command {
        AggregateId.require(aggregateId);
        requireId(id, "command id");
        requireId(correlationId, "correlation id");
        if (actor != null) {
            requireId(actor, "actor");
        }
        if (expectedVersion < ANY_VERSION) {
            throw new IllegalArgumentException("Expected version " + expectedVersion + " is not 0 or more");
        }
    }

    /** Returns a command under a new random id, without conditions. */
    public static Command of(MessageType type, String aggregateId, SpecificRecord data) {
        String id = RandomId.next();
        return new Command(type, aggregateId, data, id, ANY_VERSION, null, id, null, null, null);
    }

    private static void requireId(String id, String what) {
        if (id.isBlank() || id.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "The " + what + " has " + id.length() + " characters, expected 1 to " + MAX_ID_LENGTH);
        }
    }

    /** Returns this command under another id. */
    public Command withId(String newId) {
        return with(newId, expectedVersion, unlessSince, correlationId);
    }

    /** Returns this command with the condition that the aggregate has this version; 0 means that it does not exist. */
    public Command withExpectedVersion(long version) {
        return with(id, version, unlessSince, correlationId);
    }

    /** Returns this command with the condition that no event of these types has happened after this version. */
    public Command withNoneOfSince(long version, MessageType... types) {
        return with(id, expectedVersion, new UnlessSince(version, Set.of(types)), correlationId);
    }

    /** Returns this command with another correlation id. */
    public Command withCorrelationId(String newCorrelationId) {
        return with(id, expectedVersion, unlessSince, newCorrelationId);
    }

    private Command with(String newId, long version, @Nullable UnlessSince condition, String correlation) {
        return new Command(
                type, aggregateId, data, newId, version, condition, correlation, traceParent, traceState, actor);
    }

    /** Returns this command with the headers of a trace of W3C Trace Context. */
    public Command withTrace(@Nullable String parent, @Nullable String state) {
        return new Command(
                type, aggregateId, data, id, expectedVersion, unlessSince, correlationId, parent, state, actor);
    }

    /** Returns this command with who sends it, in at most 200 characters; null if that is not known. */
    public Command withActor(@Nullable String newActor) {
        return new Command(
                type,
                aggregateId,
                data,
                id,
                expectedVersion,
                unlessSince,
                correlationId,
                traceParent,
                traceState,
                newActor);
    }
}
