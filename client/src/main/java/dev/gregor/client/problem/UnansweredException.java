package dev.gregor.client.problem;

import dev.gregor.failure.TransientException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No instance has answered within the time-out of the client; the same call may succeed later. */
public final class UnansweredException extends TransientException {

    private final transient @Nullable Problem problem;

    public UnansweredException(String message, @Nullable Problem problem, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    /** Returns the problem that was answered last; empty if the last try was not answered with one. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }
}
