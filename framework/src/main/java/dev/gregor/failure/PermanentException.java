package dev.gregor.failure;

import org.jspecify.annotations.Nullable;

/** A failure that stays until something is changed, such as an unreadable record or a topic with wrong settings. */
public non-sealed class PermanentException extends GregorException {

    /** Says what failed with its values, what was expected and what to do. */
    public PermanentException(String message) {
        this(message, null);
    }

    /** Adds a fact to a failure of another library. */
    public PermanentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
