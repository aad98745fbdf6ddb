package dev.gregor.write.received;

import dev.gregor.failure.PermanentException;
import org.jspecify.annotations.Nullable;

/** A record of a commands topic is no command that the aggregate can be given. */
public final class UnreadableCommandException extends PermanentException {

    /** Names what was expected. */
    public UnreadableCommandException(String message) {
        this(message, null);
    }

    /** Names what was expected, and why it was not found. */
    public UnreadableCommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
