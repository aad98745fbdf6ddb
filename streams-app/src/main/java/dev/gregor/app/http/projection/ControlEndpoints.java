package dev.gregor.app.http.projection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.run.ControlAnswer;
import dev.gregor.projection.run.ProjectionControl;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pauses, resumes, resets and cleans up read models, for all instances. */
public final class ControlEndpoints {

    private final Api api;

    /** Answers for what is served. */
    public ControlEndpoints(Api api) {
        this.api = api;
    }

    private ProjectionControl control() {
        return api.backend().node().readModels().control();
    }

    /** Lets builds apply no more events. */
    public CompletableFuture<Reply> pause(Context request) {
        return answered(request, control().pause(name(request), version(request)));
    }

    /** Lets builds apply events again. */
    public CompletableFuture<Reply> resume(Context request) {
        return answered(request, control().resume(name(request), version(request)));
    }

    /** Builds a version anew. */
    public CompletableFuture<Reply> reset(Context request) {
        Instant from = Params.time(request, "from");
        return answered(request, control().reset(name(request), version(request), from));
    }

    /** Deletes builds that do not serve. */
    public CompletableFuture<Reply> cleanUp(Context request) {
        return answered(request, control().cleanUp(name(request), version(request)));
    }

    private static String name(Context request) {
        return request.pathParam("name");
    }

    private static @Nullable Integer version(Context request) {
        Long version = Params.number(request, "version", Integer.MAX_VALUE);
        return version == null ? null : version.intValue();
    }

    private static CompletableFuture<Reply> answered(Context request, CompletableFuture<ControlAnswer> answer) {
        return answer.thenApply(known -> known.match(
                done -> Reply.json(json(name(request), done)),
                unknown -> Problem.unknown(
                                ProblemType.UNKNOWN_PROJECTION, "projection", unknown.projection(), unknown.known())
                        .reply(),
                refused -> refused(refused).reply()));
    }

    private static Problem refused(ControlAnswer.NoSuchVersion refused) {
        String possible = refused.possible().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return Problem.invalid(
                "version",
                Integer.toString(refused.version()),
                possible.isEmpty() ? "none: no version is fit for this" : "one of: " + possible);
    }

    private static ObjectNode json(String name, ControlAnswer.Done done) {
        ObjectNode body = Json.object().put("name", name);
        ArrayNode builds = body.putArray("builds");
        done.builds().all().stream()
                .filter(build -> build.role() != Build.Role.DROPPED)
                .forEach(build -> builds.add(json(build)));
        return body;
    }

    private static ObjectNode json(Build build) {
        Instant from = build.plan().from();
        return Json.object()
                .put("build", build.id().toString())
                .put("version", build.id().version())
                .put("role", build.role().name())
                .put("paused", build.paused())
                .put("from", from == null ? null : from.toString());
    }
}
