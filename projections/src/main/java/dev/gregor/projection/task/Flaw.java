package dev.gregor.projection.task;

/**
 * Why a build cannot go on in one of its partitions.
 *
 * @param reason what is wrong, in a sentence
 * @param kind what may be done about it
 */
public record Flaw(String reason, Kind kind) {

    /** What may be done about a flaw. */
    public enum Kind {
        /** Stores or cursors do not agree with each other: a new build of the same events is right. */
        DISAGREEMENT,
        /** The rows may be others than the positions say: nothing is to be read of them. A new build is right. */
        SPOILT,
        /** An event was not given where it was next: a new build may get it. */
        GAP,
        /** Events were deleted: no new build would have them. */
        DELETED
    }

    /** Stores or cursors do not agree with each other. */
    public static Flaw disagreement(String reason) {
        return new Flaw(reason, Kind.DISAGREEMENT);
    }
}
