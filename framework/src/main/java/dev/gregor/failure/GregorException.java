package dev.gregor.failure;

import org.jspecify.annotations.Nullable;

/** Root of every exception that Gregor throws by itself, apart from those for mistakes of the caller. */
public abstract sealed class GregorException extends RuntimeException permits TransientException, PermanentException {

    GregorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
