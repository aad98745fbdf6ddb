package dev.gregor.messaging.letter;

import dev.gregor.messaging.letter.audit.AuditEntry;
import java.util.List;

/**
 * What would become of a letter if it were handled now. The handlers were called; what they publish was not sent, and nothing else of it is kept.
 *
 * @param letter the letter
 * @param result how it has ended
 * @param exception the class of the exception; empty if there was none
 * @param message its message, or why the letter was not handled; empty if it was
 * @param stackTrace where it arose; empty if there was none
 * @param published what would be published
 */
public record DryRun(
        DeadLetter letter,
        Result result,
        String exception,
        String message,
        String stackTrace,
        List<Planned> published) {

    /** How a dry run ends. */
    public enum Result {
        /** It would be handled. */
        HANDLED,
        /** It would fail. */
        FAILED,
        /** What it needs does not answer. */
        DOWN,
        /** The handlers did not return in time, and were interrupted; the message says whether they have ended. */
        TIMED_OUT,
        /**
         * It was not tried: its subscription does not run in this process, its record is gone, or handlers did not return before in this or in an
         * earlier dry run.
         */
        NOT_RUN
    }

    /**
     * What would be published.
     *
     * @param topic where
     * @param key the record key as text
     * @param type the logical type
     */
    public record Planned(String topic, String key, String type) {}

    /** For the audit log. */
    AuditEntry audit(String by) {
        return AuditEntry.now(
                AuditEntry.Action.DRY_RUN,
                by,
                letter.id(),
                result == Result.HANDLED ? AuditEntry.Outcome.HANDLED : AuditEntry.Outcome.FAILED,
                result == Result.NOT_RUN ? message : exception);
    }

    /** One that was not tried, as an earlier one took too long. */
    static DryRun notRun(DeadLetter letter, DryRun late) {
        return notRun(
                letter,
                "It was not tried, as the handlers did not return with dead letter %s"
                        .formatted(late.letter().id()));
    }

    /** One that was not tried. */
    public static DryRun notRun(DeadLetter letter, String why) {
        return new DryRun(letter, Result.NOT_RUN, "", why, "", List.of());
    }
}
