package dev.gregor.app.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.node.access.ReadModels;
import dev.gregor.projection.parked.ParkedEvents;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers how the application is. */
final class HealthEndpoints {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Api api;

    HealthEndpoints(Api api) {
        this.api = api;
    }

    CompletableFuture<Reply> live(Context request) {
        return Reply.json(Json.object().put("status", "live")).now();
    }

    CompletableFuture<Reply> instance(Context request) {
        return Reply.json(Json.object().put("instance", api.readiness().instance()))
                .now();
    }

    CompletableFuture<Reply> ready(Context request) {
        Optional<String> obstacle = api.readiness().obstacle();
        Reply reply =
                obstacle.isEmpty() ? Reply.json(ready()) : new Problem(ProblemType.NOT_READY, obstacle.get()).reply();
        return reply.now();
    }

    private ObjectNode ready() {
        ObjectNode body = Json.object().put("status", "ready");
        api.readiness().warnings().forEach(body.withArray("warnings")::add);
        api.readiness().backend().ifPresent(backend -> warn(body, backend.node().readModels()));
        if (body.path("warnings").isEmpty()) {
            body.remove("warnings");
        }
        return body;
    }

    /** A fault of one read model is a warning: the application still takes requests. */
    private void warn(ObjectNode body, ReadModels readModels) {
        for (String name : api.projectionNames()) {
            readModels
                    .unserved(name)
                    .ifPresent(obstacle -> body.withArray("warnings")
                            .add("Projection '%s' answers no queries here: %s".formatted(name, obstacle)));
            int parked = readModels
                    .parked(name, Optional.empty())
                    .map(ParkedEvents::size)
                    .orElse(0);
            if (parked > 0) {
                body.withArray("warnings")
                        .add("Projection '%s' has parked events here: %d; see %s/api/projections/%s/parked"
                                .formatted(name, parked, api.base(), name));
            }
        }
    }

    CompletableFuture<Reply> metrics(Context request) {
        byte[] text = api.metrics().write(Params.flag(request, "all")).getBytes(StandardCharsets.UTF_8);
        return new Reply(200, PROMETHEUS, Map.of(), text).now();
    }
}
