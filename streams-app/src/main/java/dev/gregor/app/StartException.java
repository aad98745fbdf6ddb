package dev.gregor.app;

import org.jspecify.annotations.Nullable;

/** The application cannot start; the message says why and what to do, so that a stack trace would add nothing. */
final class StartException extends RuntimeException {

    StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
