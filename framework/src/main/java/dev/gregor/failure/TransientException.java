package dev.gregor.failure;

import org.jspecify.annotations.Nullable;

/** A failure that may pass when the same is tried again, such as a broker or a registry that does not answer. */
public non-sealed class TransientException extends GregorException {

    /** Says what failed with its values, what was expected and what to do. */
    public TransientException(String message) {
        this(message, null);
    }

    /** Adds a fact to a failure of another library. */
    public TransientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
