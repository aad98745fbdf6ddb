package dev.gregor.messaging.subscribe;

import dev.gregor.failure.TransientException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by handlers when what they need does not answer, such as a mail server: that is no fault of the event. The subscription
 * pauses, tries this event again with growing delays of up to 30 seconds, and goes on when it is handled. Nothing becomes a dead
 * letter meanwhile.
 */
public final class ServiceDownException extends TransientException {

    /** Says which service does not answer. */
    public ServiceDownException(String message) {
        super(message);
    }

    /** Says the same of a failure of another library. */
    public ServiceDownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
