package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;

/** A dead letter of a partition that this instance has. Belongs to the polling thread. */
final class ParkedLetter {

    /** After all requests, which are for what was written before them. */
    static final long UNCOMMITTED = Long.MAX_VALUE;

    private DeadLetter letter;
    private long logOffset;

    ParkedLetter(DeadLetter letter, long logOffset) {
        this.letter = letter;
        this.logOffset = logOffset;
    }

    DeadLetter letter() {
        return letter;
    }

    long logOffset() {
        return logOffset;
    }

    boolean isCommitted() {
        return logOffset != UNCOMMITTED;
    }

    /** Its record is another one from now on; that is in the log with the outcome. */
    void edit(long letterOffset) {
        letter = letter.writtenAt(letterOffset);
    }

    void change(DeadLetter changed) {
        letter = changed;
        logOffset = UNCOMMITTED;
    }

    void committedAt(long offset) {
        logOffset = offset;
    }
}
