package dev.gregor.failure;

import org.jspecify.annotations.Nullable;

/** A failure that occurs again until something is changed, such as a record that cannot be decoded or a topic with wrong settings. */
public non-sealed class PermanentException extends GregorException {

    /** Says what failed with its values, what was expected and what to do. */
    public PermanentException(String message) {
        this(message, null);
    }

    /** Says the same of a failure of another library. */
    public PermanentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
