package dev.gregor.node;

import org.jspecify.annotations.Nullable;

/** The application cannot start; the message says why and what to do, so that a stack trace would add nothing. */
public final class StartException extends RuntimeException {

    /** A reason with its cure. */
    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
