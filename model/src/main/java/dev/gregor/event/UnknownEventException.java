package dev.gregor.event;

import dev.gregor.failure.PermanentException;
import org.jspecify.annotations.Nullable;

/** An event of a type, or with a schema, that is not known here; a newer version of the application may know it. */
public final class UnknownEventException extends PermanentException {

    /** Says what is unknown, and what is known. */
    public UnknownEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
