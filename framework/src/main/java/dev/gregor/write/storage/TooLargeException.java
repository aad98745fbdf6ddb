package dev.gregor.write.storage;

import dev.gregor.failure.PermanentException;

/** A message or a state is larger than allowed; nothing was written. */
public final class TooLargeException extends PermanentException {

    /** Names what is too large, its size, the limit, and the setting that raises it. */
    public TooLargeException(String what, int bytes, int limit, String setting) {
        super("%s has %d bytes, more than the %d allowed; make it smaller or raise %s"
                .formatted(what, bytes, limit, setting));
    }

    /** Adds a fact to a refusal by the producer or a broker. */
    public TooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
