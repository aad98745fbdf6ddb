package dev.gregor.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.run.ParkedEvents;
import dev.gregor.projection.run.ParkedKey;
import dev.gregor.projection.run.ParkingAnswer;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Shows the events that read models could not apply, and has them retried or thrown away. A row with the key
 * {@code parked} is found in pages only.
 */
final class ParkedEndpoints {

    private static final int STANDARD_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final int WAIT_SECONDS = 10;

    private final Api api;

    ParkedEndpoints(Api api) {
        this.api = api;
    }

    private ParkedEvents parked(Context request) {
        String name = request.pathParam("name");
        return api.backend()
                .parked()
                .apply(name)
                .orElseThrow(() -> Problem.unknown(
                        ProblemType.UNKNOWN_PROJECTION,
                        "projection",
                        name,
                        api.projections().stream()
                                .map(ProjectionDefinition::name)
                                .toList()));
    }

    CompletableFuture<Reply> list(Context request) {
        int limit = (int) Params.number(request, "limit", STANDARD_LIMIT, MAX_LIMIT);
        ObjectNode body = Json.object();
        ArrayNode keys = body.putArray("parked");
        parked(request).keys(limit).forEach(key -> keys.add(json(key)));
        return Reply.json(body).now();
    }

    CompletableFuture<Reply> retry(Context request) {
        String key = request.pathParam("key");
        return answered(key, parked(request).retry(key));
    }

    CompletableFuture<Reply> discard(Context request) {
        String key = request.pathParam("key");
        return answered(key, parked(request).discard(key));
    }

    /** A failure of what was asked is answered as every other one is. */
    private static CompletableFuture<Reply> answered(String key, CompletableFuture<ParkingAnswer> asked) {
        Reply late = new Problem(
                        ProblemType.UNAVAILABLE,
                        "The parked events of '%s' were not done with in %d s; look at the list before you try again"
                                .formatted(key, WAIT_SECONDS))
                .reply();
        return asked.thenApply(answer -> reply(key, answer)).completeOnTimeout(late, WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Reply reply(String key, ParkingAnswer answer) {
        if (!answer.concernsAny()) {
            return new Problem(ProblemType.PARKED_NOT_FOUND, "No event is parked under the key '" + key + "'").reply();
        }
        return Reply.json(Json.object()
                .put("key", key)
                .put("applied", answer.applied())
                .put("discarded", answer.discarded())
                .put("parked", answer.parked()));
    }

    private static ObjectNode json(ParkedKey key) {
        return Json.object()
                .put("key", key.key())
                .put("partition", key.partition())
                .put("event", key.event())
                .put("type", key.type())
                .put("reason", key.reason())
                .put("since", key.since().toString())
                .put("events", key.events());
    }
}
