package dev.gregor.failure;

import org.jspecify.annotations.Nullable;

/** A failure after which the same call may succeed later, such as a broker or a schema registry that does not answer. */
public non-sealed class TransientException extends GregorException {

    /** Says what failed with its values, what was expected and what to do. */
    public TransientException(String message) {
        this(message, null);
    }

    /** Says the same of a failure of another library. */
    public TransientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
