package dev.gregor.aggregate;

import dev.gregor.failure.PermanentException;

/** A definition contradicts itself; found at start, before anything is read or written. */
public final class DefinitionException extends PermanentException {

    /** Names the class at fault and the cure. */
    public DefinitionException(String message) {
        super(message);
    }
}
