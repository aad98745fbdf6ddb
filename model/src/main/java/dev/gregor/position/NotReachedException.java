package dev.gregor.position;

import dev.gregor.failure.TransientException;

/** Is thrown when a reader did not come to a position in time. */
public final class NotReachedException extends TransientException {

    private final transient Position position;

    /** A reader, such as {@code The event log}, did not come to this position. */
    public NotReachedException(String reader, Position position) {
        super("%s did not come to position %s in time; ask again, or without the position"
                .formatted(reader, position.token()));
        this.position = position;
    }

    /** The position. */
    public Position position() {
        return position;
    }
}
