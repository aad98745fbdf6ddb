package dev.gregor.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.client.http.Answer;
import dev.gregor.client.http.Question;
import dev.gregor.client.problem.Problem;
import dev.gregor.client.problem.ProblemException;
import dev.gregor.client.problem.UnansweredException;
import dev.gregor.failure.PermanentException;
import java.net.http.HttpRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads something.
 *
 * @param path the path, with the query
 * @param positions what the answer must show, as the header has it; empty for nothing
 * @param absent the type of problem that says that there is no such thing
 * @param none the answer then
 * @param found reads the JSON of what there is
 * @param unknownEvents how often an instance did not know an event, which another one may know
 * @param instances how many instances there are
 * @param <T> what is read
 */
record ReadQuestion<T>(
        String path,
        String positions,
        String absent,
        Supplier<T> none,
        Function<JsonNode, T> found,
        AtomicInteger unknownEvents,
        int instances)
        implements Question<T> {

    private static final String NOT_CAUGHT_UP = "/problems/not-caught-up";
    private static final String UNKNOWN_EVENT = "/problems/unknown-event";

    @Override
    public HttpRequest.Builder prepare(HttpRequest.Builder request) {
        if (!positions.isEmpty()) {
            request.header("Gregor-Position", positions);
        }
        return request.header("Accept", "application/json, application/problem+json")
                .GET();
    }

    @Override
    public boolean isToBeRepeated(Answer answer) {
        if (answer.is(UNKNOWN_EVENT)) {
            return unknownEvents.incrementAndGet() < instances;
        }
        return answer.isTemporary() && !isPaused(answer);
    }

    /** Waiting does not help then. */
    private static boolean isPaused(Answer answer) {
        return answer.is(NOT_CAUGHT_UP) && answer.json().path("paused").asBoolean();
    }

    @Override
    public T answered(Answer answer, boolean maybeHandled) {
        if (answer.status() == 200) {
            return found.apply(answer.json());
        }
        Problem problem = answer.problem().orElseThrow(() -> new PermanentException(answer.toString()));
        if (problem.type().equals(absent)) {
            return none.get();
        }
        if (problem.type().equals(NOT_CAUGHT_UP)) {
            throw new UnansweredException(problem.toString(), problem, null);
        }
        throw new ProblemException(problem);
    }

    @Override
    public T unanswered(LastTry last, boolean maybeHandled) {
        throw new UnansweredException(last.reason(), last.problem(), last.cause());
    }
}
