package dev.gregor.messaging.letter;

import dev.gregor.failure.PermanentException;

/** The reason of a dead letter that was never handled: an earlier event of its key is a dead letter. */
public final class ParkedBehindException extends PermanentException {

    /** Names the earlier one. */
    public ParkedBehindException(String id) {
        super("Parked behind the dead letter %s of the same key; it follows when that one is retried or discarded"
                .formatted(id));
    }

    /** None: nothing has failed here. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
