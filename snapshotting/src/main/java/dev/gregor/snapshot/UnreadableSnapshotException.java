package dev.gregor.snapshot;

import dev.gregor.failure.PermanentException;

/** A snapshot can no longer be read; the aggregate type is to be rebuilt from its events. */
public final class UnreadableSnapshotException extends PermanentException {

    UnreadableSnapshotException(String message) {
        super(message);
    }
}
