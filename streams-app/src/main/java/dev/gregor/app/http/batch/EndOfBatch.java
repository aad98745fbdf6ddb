package dev.gregor.app.http.batch;

import dev.gregor.app.http.exchange.Problem;

/** Why no more commands of a batch are taken, although there may be some. */
final class EndOfBatch extends RuntimeException {

    private final Problem problem;

    EndOfBatch(Problem problem) {
        super(problem.getMessage(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
