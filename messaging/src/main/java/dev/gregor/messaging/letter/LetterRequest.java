package dev.gregor.messaging.letter;

import java.time.Instant;

/**
 * What somebody wants done with dead letters. It is meant for those that were there, or failed last, before it was made.
 *
 * @param id names it
 * @param action what to do
 * @param filter with which letters
 * @param perSecond how many letters a second at most, over all instances; 0 for no limit
 * @param by who wants it
 * @param reason why; empty for a retry
 * @param time when it was made
 */
public record LetterRequest(
        String id, Action action, LetterFilter filter, double perSecond, String by, String reason, Instant time) {

    /** What can be done with a dead letter. */
    public enum Action {
        /** Handle it again, and then those behind it in order. */
        RETRY,
        /** Take it out of the way without handling it. */
        DISCARD
    }
}
