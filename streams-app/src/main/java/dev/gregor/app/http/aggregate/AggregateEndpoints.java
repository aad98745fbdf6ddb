package dev.gregor.app.http.aggregate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.exchange.EntityTag;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.Shown;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.event.log.EventStore;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers what aggregates are and were, and what happened to them. */
public final class AggregateEndpoints {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final Api api;
    private final PositionedRead wait;

    /** Answers once the log has come far enough. */
    public AggregateEndpoints(Api api, PositionedRead wait) {
        this.api = api;
        this.wait = wait;
    }

    /** One aggregate, as the path of a request names it. */
    private record Aggregate(String type, String id, Backend backend) {

        EventStore events() {
            return backend.node().log().events();
        }

        Problem missing(String detail) {
            return new Problem(ProblemType.AGGREGATE_NOT_FOUND, type + " '" + id + "' " + detail);
        }
    }

    private Aggregate aggregate(Context request) {
        String type = api.aggregate(request.pathParam("type")).type();
        return new Aggregate(type, Params.aggregateId(request), api.backend());
    }

    /** The state of an aggregate now, at a version or at a time. */
    public CompletableFuture<Reply> state(Context request) {
        Aggregate aggregate = aggregate(request);
        Long version = Params.number(request, "version", Long.MAX_VALUE);
        Instant time = Params.time(request, "at");
        if (version != null && time != null) {
            throw Problem.invalid("at", Params.text(request, "at"), "only one of version and at");
        }
        String known = request.header("If-None-Match");
        return wait.until(request, aggregate.backend(), aggregate.type(), aggregate.id(), () -> {
            AggregateState<?> state =
                    version != null ? at(aggregate, version) : time != null ? at(aggregate, time) : current(aggregate);
            return reply(aggregate, state, known);
        });
    }

    private static AggregateState<?> current(Aggregate aggregate) {
        return aggregate
                .events()
                .state(aggregate.type(), aggregate.id())
                .orElseThrow(() -> aggregate.missing("does not exist"));
    }

    private static AggregateState<?> at(Aggregate aggregate, long version) {
        return aggregate
                .events()
                .stateAt(aggregate.type(), aggregate.id(), version)
                .orElseThrow(() -> aggregate.missing("has no version " + version));
    }

    private static AggregateState<?> at(Aggregate aggregate, Instant time) {
        return aggregate
                .events()
                .stateAt(aggregate.type(), aggregate.id(), time)
                .orElseThrow(() -> aggregate.missing("did not exist at " + time));
    }

    private static Reply reply(Aggregate aggregate, AggregateState<?> state, @Nullable String known) {
        Map<String, String> tag = Map.of("ETag", EntityTag.of(state.version()));
        if (EntityTag.named(known, state.version())) {
            return new Reply(304, "application/json", tag, new byte[0]);
        }
        ObjectNode body = Json.object()
                .put("type", aggregate.type())
                .put("id", aggregate.id())
                .put("version", state.version())
                .put("time", state.time().toString());
        body.set("state", Shown.state(aggregate.type(), aggregate.id(), state));
        return Reply.json(body).with(tag);
    }

    /** A page of the events of an aggregate. */
    public CompletableFuture<Reply> events(Context request) {
        Aggregate aggregate = aggregate(request);
        long from = Params.number(request, "from", 1, Long.MAX_VALUE);
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        return wait.until(
                request, aggregate.backend(), aggregate.type(), aggregate.id(), () -> page(aggregate, from, limit));
    }

    private static Reply page(Aggregate aggregate, long from, int limit) {
        long last = aggregate.events().version(aggregate.type(), aggregate.id());
        if (last == 0) {
            throw aggregate.missing("does not exist");
        }
        ObjectNode body = Json.object();
        ArrayNode events = body.putArray("events");
        try {
            aggregate
                    .events()
                    .events(aggregate.type(), aggregate.id(), from, limit)
                    .forEach(event -> events.add(Shown.event(event)));
        } catch (UnreadableEventException e) {
            throw unreadable(e);
        }
        body.put("next", last - limit >= from ? from + limit : null);
        return Reply.json(body);
    }

    private static Problem unreadable(UnreadableEventException e) {
        Problem problem = Problem.unreadable(e);
        return e.event()
                .map(event -> problem.with(json -> json.put(
                        "detail", "%s. The events around it: %s".formatted(e.getMessage(), around(event.version())))))
                .orElse(problem);
    }

    private static String around(long version) {
        String after = "?from=" + (version + 1);
        return version == 1 ? after : "?from=1&limit=%d and %s".formatted(version - 1, after);
    }
}
