package dev.gregor.client.problem;

import dev.gregor.failure.PermanentException;

/** An instance has answered with a problem that the same call meets again. */
public final class ProblemException extends PermanentException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    /** Returns the problem. */
    public Problem problem() {
        return problem;
    }
}
