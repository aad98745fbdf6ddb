package dev.gregor.client.http;

import dev.gregor.client.problem.Problem;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked until there is an answer.
 *
 * @param <T> what it is answered with
 */
public interface Question<T> {

    /** The path after the base, with the query. */
    String path();

    /** Adds method, headers and body. */
    HttpRequest.Builder prepare(HttpRequest.Builder request);

    /** Whether another try may be answered otherwise. */
    boolean isToBeRepeated(Answer answer);

    /**
     * What an answer says.
     *
     * @param maybeHandled whether an earlier try may have been handled, though its answer is not known
     * @throws BrokenAnswerException if it cannot be understood; the question is asked again
     * @throws dev.gregor.failure.GregorException if that is what the question ends with
     */
    T answered(Answer answer, boolean maybeHandled);

    /**
     * What the question ends with if the time is over.
     *
     * @param last how the last try ended
     * @param maybeHandled whether a try may have been handled, though its answer is not known
     * @throws dev.gregor.failure.GregorException if that is what the question ends with
     */
    T unanswered(LastTry last, boolean maybeHandled);

    /**
     * How a try ended.
     *
     * @param reason what happened, for people
     * @param problem the problem that was answered; null if there was none
     * @param cause what was thrown; null if it was answered
     */
    record LastTry(
            String reason,
            @Nullable Problem problem,
            @Nullable Throwable cause) {}
}
