package dev.gregor.avro.registry;

import dev.gregor.failure.PermanentException;

/** The registry has no schema with the id that a value names: perhaps not yet, perhaps it is another registry. */
public final class UnknownSchemaException extends PermanentException {

    /** Names the id that is unknown. */
    public UnknownSchemaException(String message) {
        super(message);
    }

    /** Names also the value that has the id. */
    public UnknownSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
