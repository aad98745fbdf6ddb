package dev.gregor.command;

import dev.gregor.position.Position;
import java.util.List;

/**
 * How a command ended. Immutable; each command has exactly one outcome.
 *
 * <pre>{@code
 * Accepted accepted = gregor.commands().send(BankAccount.class, "42", new Deposit(500)).join().orElseThrow();
 * Optional<Total> total = gregor.queries().get(TotalByOwner.class, "ann", accepted.position()).join();
 * }</pre>
 *
 * <p>Only {@link Accepted} means that events are recorded. {@link Unknown} means that they may be: send the same command
 * again under the same id to learn it. An {@link Unavailable} command was not sent and may be sent again. After any other outcome
 * it does not help to send the same command again.
 */
public sealed interface CommandOutcome {

    /** Returns whether this is the stored outcome of an earlier command with the same id. */
    default boolean replayed() {
        return false;
    }

    /**
     * Returns this outcome if the command was accepted.
     *
     * @throws CommandNotAcceptedException if the command ended otherwise; it has the outcome
     */
    default Accepted orElseThrow() {
        if (this instanceof Accepted accepted) {
            return accepted;
        }
        throw new CommandNotAcceptedException(this);
    }

    /** Calls the branch for this outcome and returns its result. */
    <T> T match(Match<T> match);

    /**
     * One branch for each outcome. It is an interface, so that a new outcome is a compile error where it is not handled.
     *
     * @param <T> the type of the result
     */
    interface Match<T> {
        /** The command was accepted, and its events are committed. */
        T accepted(Accepted accepted);

        /** The aggregate rejected the command. */
        T rejected(Rejected rejected);

        /** A condition of the command did not hold. */
        T conflict(Conflict conflict);

        /** Another command has used the same id. */
        T idReused(IdReused idReused);

        /** The command could not be handled. */
        T failed(Failed failed);

        /** The command was not sent. */
        T unavailable(Unavailable unavailable);

        /** It is not known whether the command was handled. */
        T unknown(Unknown unknown);
    }

    /**
     * The command was accepted: its events and the new state are committed in Kafka.
     *
     * @param aggregateId the id of the aggregate
     * @param version the version of the aggregate after the command
     * @param events the events that were recorded, in order; may be empty
     * @param position the position of the last of them, for queries that must see them
     * @param replayed whether this is the stored outcome of an earlier command with the same id
     */
    record Accepted(String aggregateId, long version, List<RecordedEvent> events, Position position, boolean replayed)
            implements CommandOutcome {

        /** Copies the events. */
        public Accepted {
            events = List.copyOf(events);
        }

        @Override
        public <T> T match(Match<T> match) {
            return match.accepted(this);
        }
    }

    /**
     * An event that a command has recorded.
     *
     * @param id the id of the event, such as {@code user/42/1}
     * @param type the type of the event, such as {@code user.registered.v1}
     * @param version the version of the aggregate right after the event
     */
    record RecordedEvent(String id, String type, long version) {}

    /**
     * The aggregate rejected the command; no event was recorded.
     *
     * @param code the reason for programs, as the aggregate gave it
     * @param detail the reason for people
     * @param version the version of the aggregate when it rejected the command
     * @param replayed whether this is the stored outcome of an earlier command with the same id
     */
    record Rejected(String code, String detail, long version, boolean replayed) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.rejected(this);
        }
    }

    /**
     * A condition of the command did not hold; no event was recorded. Read the aggregate again and decide anew.
     *
     * @param expectedVersion the version in the condition
     * @param currentVersion the version that the aggregate had
     * @param conflictingEvents the types of the events after the expected version that the command excludes, in alphabetical
     *     order; empty if it expected the version itself
     * @param replayed whether this is the stored outcome of an earlier command with the same id
     */
    record Conflict(long expectedVersion, long currentVersion, List<String> conflictingEvents, boolean replayed)
            implements CommandOutcome {

        /** Copies the types. */
        public Conflict {
            conflictingEvents = List.copyOf(conflictingEvents);
        }

        @Override
        public <T> T match(Match<T> match) {
            return match.conflict(this);
        }
    }

    /**
     * An earlier command for the same aggregate had the same id, but another type or other data; no event was recorded. Conditions
     * and correlation ids are not compared.
     *
     * @param commandId the id
     * @param detail which command had it, for people
     */
    record IdReused(String commandId, String detail) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.idReused(this);
        }
    }

    /**
     * The command could not be handled. No event was recorded; a command that was sent is kept as a dead letter with the reason.
     *
     * @param reason the reason for programs
     * @param detail the reason for people
     */
    record Failed(Reason reason, String detail) implements CommandOutcome {

        /** Why a command could not be handled. */
        public enum Reason {
            /** A function of the aggregate has thrown an exception. */
            HANDLER,
            /** The aggregate has no such command, or the command cannot be encoded or decoded. */
            UNREADABLE,
            /** The command, an event or the state is larger than the settings allow. */
            TOO_LARGE
        }

        @Override
        public <T> T match(Match<T> match) {
            return match.failed(this);
        }
    }

    /**
     * The command was not sent and has no effect. It may be sent again later.
     *
     * @param detail the reason for people
     */
    record Unavailable(String detail) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.unavailable(this);
        }
    }

    /**
     * The outcome was not known within {@code gregor.command.timeout}. The command may have been handled, or may be handled later.
     * Send it again under the same id: it is applied once, and its outcome is the same.
     *
     * @param commandId the id under which to send it again
     * @param detail the reason for people
     */
    record Unknown(String commandId, String detail) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.unknown(this);
        }
    }
}
