package dev.gregor.snapshot;

import dev.gregor.failure.PermanentException;
import org.jspecify.annotations.Nullable;

/** A snapshot can no longer be read; its aggregate is folded from its events instead. */
final class UnreadableSnapshotException extends PermanentException {

    UnreadableSnapshotException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
