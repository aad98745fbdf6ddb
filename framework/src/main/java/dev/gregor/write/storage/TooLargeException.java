package dev.gregor.write.storage;

import dev.gregor.failure.PermanentException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A message or a state is larger than allowed; nothing was written. */
public final class TooLargeException extends PermanentException {

    /** Names what is too large, its size, the limit, and the setting that raises it. */
    public TooLargeException(String what, int bytes, int limit, String setting) {
        super("%s has %d bytes, more than the %d allowed; make it smaller or raise %s"
                .formatted(what, bytes, limit, setting));
    }

    /** Names what of its events is too much, and how much of it there may be. */
    public static TooLargeException events(String what, long count, long limit) {
        return new TooLargeException(
                String.format(
                        Locale.ROOT,
                        "The command emits %,d %s, or more, and %,d are allowed, so that a transaction takes them; send several commands or raise gregor.command.max-events",
                        count,
                        what,
                        limit),
                null);
    }

    /** Adds a fact to a refusal by the producer or a broker. */
    public TooLargeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
