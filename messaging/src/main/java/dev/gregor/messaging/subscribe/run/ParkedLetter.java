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
    /** What gives it another value while it is handled. */
    private @Nullable LetterRequest edit;
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

    /** It is handled with the value that a request gives it, if it gives one. */
    void edit(LetterRequest request) {
        edit = request.edits(letter) ? request : null;
    }

    /** As it is handled. */
    DeadLetter running() {
        return edit == null ? letter : edit.edited(letter);
    }

    /** It has the other value from now on; that is in the log with the outcome. Returns what has given it. */
    @Nullable
    LetterRequest takeEdit() {
        LetterRequest taken = edit;
        letter = running();
        edit = null;
        return taken;
    }

    /** It has the value that it had. Returns whether it was to have another one. */
    boolean dropEdit() {
        boolean had = edit != null;
        edit = null;
        return had;
    }

    void change(DeadLetter changed) {
        letter = changed;
        logOffset = UNCOMMITTED;
    }

    void read(Received received) {
        record = received;
    }

    /** The record is not needed for longer than it takes to handle it. */
    @Nullable
    Received takeRecord() {
        Received taken = record;
        record = null;
        return taken;
    }

    void committedAt(long offset) {
        logOffset = offset;
    }
}
