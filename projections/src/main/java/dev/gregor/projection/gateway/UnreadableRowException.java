package dev.gregor.projection.gateway;

import dev.gregor.failure.PermanentException;

/** A row that is kept, but cannot be read as a row of its read model. */
public final class UnreadableRowException extends PermanentException {

    UnreadableRowException(String projection, String key, Throwable reason) {
        super(
                "Row '%s' of projection '%s' cannot be read: %s; reset the projection to make it again"
                        .formatted(
                                key,
                                projection,
                                reason instanceof StackOverflowError ? "it is nested too deep" : reason.getMessage()),
                reason);
    }
}
