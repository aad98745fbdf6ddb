package dev.gregor.command;

import dev.gregor.message.EventMetadata;
import dev.gregor.position.Position;
import java.util.List;

/** How a command ended, as its sender learns it. */
public sealed interface CommandOutcome {

    /** Whether this repeats the outcome of an earlier command with the same id. */
    default boolean replayed() {
        return false;
    }

    /**
     * The outcome of a command that was accepted.
     *
     * @throws CommandNotAcceptedException if it ended otherwise
     */
    default Accepted orElseThrow() {
        if (this instanceof Accepted accepted) {
            return accepted;
        }
        throw new CommandNotAcceptedException(this);
    }

    /** One branch for each way to end; a new way is a compile error where it is not handled. */
    <T> T match(Match<T> match);

    /**
     * The branches of {@link #match}.
     *
     * @param <T> what they answer
     */
    interface Match<T> {
        /** The command was accepted and is committed. */
        T accepted(Accepted accepted);

        /** The aggregate refused it. */
        T rejected(Rejected rejected);

        /** What the command expected of the aggregate did not hold. */
        T conflict(Conflict conflict);

        /** Its id stands for another command. */
        T idReused(IdReused idReused);

        /** It could not be handled. */
        T failed(Failed failed);

        /** It was not sent. */
        T unavailable(Unavailable unavailable);

        /** Nobody knows yet. */
        T unknown(Unknown unknown);
    }

    /**
     * Accepted: events, state and progress are committed.
     *
     * @param aggregateId the id of the aggregate
     * @param version its version after the command
     * @param events what happened; may be empty
     * @param position where a read model has to have come to show it
     * @param replayed whether an earlier command with the same id had this outcome
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
     * One event that a command led to.
     *
     * @param id the id of the event
     * @param type its logical type
     * @param version the aggregate's version right after it
     */
    record RecordedEvent(String id, String type, long version) {

        static RecordedEvent of(String aggregateType, String aggregateId, String type, long version) {
            return new RecordedEvent(EventMetadata.id(aggregateType, aggregateId, version), type, version);
        }
    }

    /**
     * Refused by the aggregate; nothing was written.
     *
     * @param code the domain's code for the reason
     * @param detail the reason, for people
     * @param version the version of the aggregate that refused
     * @param replayed whether an earlier command with the same id had this outcome
     */
    record Rejected(String code, String detail, long version, boolean replayed) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.rejected(this);
        }
    }

    /**
     * The aggregate was not as expected; nothing was written.
     *
     * @param expectedVersion the version that the command expected, or since which some kinds of event had not to happen
     * @param currentVersion the version that the aggregate had
     * @param conflictingEvents the logical types of the events since then that stand against the command, in alphabetical
     *     order
     * @param replayed whether an earlier command with the same id had this outcome
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
     * The id of the command stands for an earlier command for the same aggregate, which has another type or other data; nothing
     * was written. What a command expects of the aggregate is no part of this, nor is its correlation id.
     *
     * @param commandId the id
     * @param detail what it stands for, for people
     */
    record IdReused(String commandId, String detail) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.idReused(this);
        }
    }

    /**
     * The command could not be handled; nothing was written but a dead letter with the reason.
     *
     * @param reason why
     * @param detail the reason, for people
     */
    record Failed(Reason reason, String detail) implements CommandOutcome {

        /** Why a command could not be handled. */
        public enum Reason {
            /** The handler threw. */
            HANDLER,
            /** The record is no command that the aggregate knows, or cannot be read. */
            UNREADABLE,
            /** An event or the state would be larger than allowed. */
            TOO_LARGE
        }

        @Override
        public <T> T match(Match<T> match) {
            return match.failed(this);
        }
    }

    /**
     * The command was not sent and will have no effect; the same may be tried again later.
     *
     * @param detail why, for people
     */
    record Unavailable(String detail) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.unavailable(this);
        }
    }

    /**
     * No outcome is known within the wait. The command may still be handled; sent again under the same id it is handled
     * once.
     *
     * @param commandId the id under which to send it again
     * @param detail why, for people
     */
    record Unknown(String commandId, String detail) implements CommandOutcome {
        @Override
        public <T> T match(Match<T> match) {
            return match.unknown(this);
        }
    }
}
