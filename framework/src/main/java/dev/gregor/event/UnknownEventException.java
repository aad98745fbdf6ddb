package dev.gregor.event;

import dev.gregor.failure.PermanentException;
import org.jspecify.annotations.Nullable;

/** An event of a type, or with a schema, that is not known here; a newer version of the application may know it. */
final class UnknownEventException extends PermanentException {

    UnknownEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
