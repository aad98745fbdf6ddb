package dev.gregor.messaging.letter.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that was asked for, or done, with dead letters.
 *
 * @param time when
 * @param action what
 * @param by who wanted it; empty if it was nobody, as letters follow after a restart
 * @param letter the id of the letter; empty if several were asked for
 * @param request the id of the request; empty if there is none
 * @param reason why, as whoever wanted it said; empty if nothing was said
 * @param outcome what came of it
 * @param detail more of the outcome: which letters were asked for, the exception, the place of what was published
 */
public record AuditEntry(
        Instant time,
        Action action,
        String by,
        String letter,
        String request,
        String reason,
        Outcome outcome,
        String detail) {

    /** What is done with letters. */
    public enum Action {
        /** Handled again. */
        RETRY,
        /** Taken out of the way. */
        DISCARD,
        /** Handled again with another value. */
        EDIT,
        /** Handled because those before it are out of the way. */
        RELEASE,
        /** Handled without effects. */
        DRY_RUN,
        /** Published again in the topic that it was in first. */
        REDRIVE
    }

    /** What comes of it. */
    public enum Outcome {
        /** It will be done by the instance that has the letter. */
        ASKED,
        /** The handlers have handled it. */
        HANDLED,
        /** The handlers have failed, or there are none. */
        FAILED,
        /** It is out of the way. */
        DISCARDED,
        /** It is in its topic again. */
        PUBLISHED
    }

    private static final int MAX_DETAIL = 1_000;

    /** Something that happens now, without a request. The detail is cut to 1,000 characters. */
    public static AuditEntry now(Action action, String by, String letter, Outcome outcome, String detail) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String cut = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
        return new AuditEntry(now, action, by, letter, "", "", outcome, cut);
    }

    /** The same as a part of a request. */
    public AuditEntry of(String requestId, String why) {
        return new AuditEntry(time, action, by, letter, requestId, why, outcome, detail);
    }
}
