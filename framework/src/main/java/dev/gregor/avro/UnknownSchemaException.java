package dev.gregor.avro;

import dev.gregor.failure.PermanentException;

/** The registry has no schema with the id that a value names: perhaps not yet, perhaps it is another registry. */
public final class UnknownSchemaException extends PermanentException {

    UnknownSchemaException(String message) {
        super(message);
    }

    UnknownSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
