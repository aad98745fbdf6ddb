package dev.gregor.node;

import org.jspecify.annotations.Nullable;

/** A node cannot start. The message says why, and what to do; nobody needs the stack trace. */
public final class StartException extends RuntimeException {

    /** Makes one of a reason, with its cure. */
    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
