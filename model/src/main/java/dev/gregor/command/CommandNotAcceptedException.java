package dev.gregor.command;

import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.IdReused;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;

/** Thrown by {@link CommandOutcome#orElseThrow()} if a command was not accepted; {@link #outcome()} says how it ended. */
public final class CommandNotAcceptedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CommandOutcome outcome;

    CommandNotAcceptedException(CommandOutcome outcome) {
        super(outcome.match(new Message()));
        this.outcome = outcome;
    }

    /** Returns how the command ended; never {@link Accepted}. */
    public CommandOutcome outcome() {
        return outcome;
    }

    private static final class Message implements CommandOutcome.Match<String> {
        @Override
        public String accepted(Accepted accepted) {
            return "The command was accepted";
        }

        @Override
        public String rejected(Rejected rejected) {
            return "The command was rejected (%s): %s".formatted(rejected.code(), rejected.detail());
        }

        @Override
        public String conflict(Conflict conflict) {
            return conflict.conflictingEvents().isEmpty()
                    ? "The aggregate has version %d, and the command expects %d"
                            .formatted(conflict.currentVersion(), conflict.expectedVersion())
                    : "%s happened after version %d, which the command excludes"
                            .formatted(conflict.conflictingEvents(), conflict.expectedVersion());
        }

        @Override
        public String idReused(IdReused reused) {
            return reused.detail();
        }

        @Override
        public String failed(Failed failed) {
            return "The command failed (%s): %s".formatted(failed.reason(), failed.detail());
        }

        @Override
        public String unavailable(Unavailable unavailable) {
            return "The command was not sent: " + unavailable.detail();
        }

        @Override
        public String unknown(Unknown unknown) {
            return "The outcome of command %s is not known: %s".formatted(unknown.commandId(), unknown.detail());
        }
    }
}
