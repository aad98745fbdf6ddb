package dev.gregor.node;

import org.jspecify.annotations.Nullable;

/** A node cannot start. The message says why and what to do; the stack trace adds nothing. */
public final class StartException extends RuntimeException {

    /** Makes one of a reason, with its cure. */
    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
