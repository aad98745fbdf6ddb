package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterRequest;
import org.jspecify.annotations.Nullable;

/** A dead letter of a partition that this instance has. Belongs to the polling thread. */
final class ParkedLetter {

    /** After all requests, which are for what was written before them. */
    static final long UNCOMMITTED = Long.MAX_VALUE;

    private DeadLetter letter;
    private long logOffset;
    /** As a worker has read it last; the polling thread looks at it once the worker is done. */
    private volatile @Nullable Received record;

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

    /** Its record is another one from now on, if the request says so; that is in the log with the outcome. */
    void edit(LetterRequest request) {
        Long offset = request.editedOffset();
        if (offset != null) {
            letter = letter.writtenAt(offset);
        }
    }

    void change(DeadLetter changed) {
        letter = changed;
        logOffset = UNCOMMITTED;
    }

    void read(Received received) {
        record = received;
    }

    @Nullable
    Received record() {
        return record;
    }

    void committedAt(long offset) {
        logOffset = offset;
    }
}
