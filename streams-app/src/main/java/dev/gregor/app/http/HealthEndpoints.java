package dev.gregor.app.http;

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

    CompletableFuture<Reply> ready(Context request) {
        Optional<String> obstacle = api.readiness().obstacle();
        Reply reply = obstacle.isEmpty()
                ? Reply.json(Json.object().put("status", "ready"))
                : new Problem(ProblemType.NOT_READY, obstacle.get()).reply();
        return reply.now();
    }

    CompletableFuture<Reply> metrics(Context request) {
        byte[] text = api.metrics().get().getBytes(StandardCharsets.UTF_8);
        return new Reply(200, PROMETHEUS, Map.of(), text).now();
    }
}
