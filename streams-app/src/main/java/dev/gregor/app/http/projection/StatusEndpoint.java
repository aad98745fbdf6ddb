package dev.gregor.app.http.projection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.instance.InstanceReply;
import dev.gregor.projection.gateway.ProjectionStatus;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Answers how read models are doing, summed up over the instances, and names those that do not say. */
public final class StatusEndpoint implements Endpoint {

    private final Api api;

    /** Answers for what is served. */
    public StatusEndpoint(Api api) {
        this.api = api;
    }

    @Override
    public CompletableFuture<Reply> answer(Context request) {
        Backend backend = api.backend();
        List<ProjectionStatus> here = backend.queries(request).projections();
        return backend.askOthers(request).thenApply(replies -> Reply.json(sum(here, replies)));
    }

    private static ObjectNode sum(List<ProjectionStatus> here, List<InstanceReply> replies) {
        Map<String, ProjectionStatus> byName = new TreeMap<>();
        here.forEach(status -> add(byName, status));
        for (InstanceReply each : replies) {
            if (each.known()) {
                Json.read(each.reply().body())
                        .withArray("projections")
                        .forEach(json -> add(byName, StatusJson.read(json)));
            }
        }
        return StatusJson.write(
                byName.values(),
                replies.stream()
                        .filter(each -> !each.known())
                        .map(InstanceReply::instance)
                        .toList());
    }

    private static void add(Map<String, ProjectionStatus> sum, ProjectionStatus status) {
        sum.merge(name(status), status, ProjectionStatus::plus);
    }

    private static String name(ProjectionStatus status) {
        return status.name() + " v" + status.build().id();
    }
}
