package dev.gregor.aggregate;

import dev.gregor.failure.PermanentException;

/** The definition of an aggregate or a read model is not consistent. Thrown at the start, before anything is read or written. */
public final class DefinitionException extends PermanentException {

    /** Names the class at fault and the cure. */
    public DefinitionException(String message) {
        super(message);
    }
}
