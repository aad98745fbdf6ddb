package dev.gregor.failure;

import org.jspecify.annotations.Nullable;

/**
 * The base class of the exceptions of Gregor. Wrong arguments and calls in a wrong state are reported by
 * {@link IllegalArgumentException} and {@link IllegalStateException} instead.
 */
public abstract sealed class GregorException extends RuntimeException permits TransientException, PermanentException {

    GregorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
