package dev.gregor.messaging.letter;

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
        /** It was not tried: its subscription does not run in this process, or its record is gone. */
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

    /** One that was not tried. */
    static DryRun notRun(DeadLetter letter, String why) {
        return new DryRun(letter, Result.NOT_RUN, "", why, "", List.of());
    }
}
