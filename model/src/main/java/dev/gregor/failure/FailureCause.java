package dev.gregor.failure;

import java.util.concurrent.CompletionException;

/** What a future has failed with. */
public final class FailureCause {

    private FailureCause() {}

    /** What the {@link CompletionException} of a dependent future wraps; anything else as it is. */
    public static Throwable of(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
