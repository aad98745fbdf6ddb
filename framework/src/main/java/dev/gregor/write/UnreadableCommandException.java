package dev.gregor.write;

import dev.gregor.failure.PermanentException;
import org.jspecify.annotations.Nullable;

/** A record of a commands topic is no command that the aggregate can be given. */
final class UnreadableCommandException extends PermanentException {

    UnreadableCommandException(String message) {
        this(message, null);
    }

    UnreadableCommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
