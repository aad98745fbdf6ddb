package dev.gregor.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.projection.query.ProjectionStatus;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Answers how read models are doing, summed up over the instances, and names those that do not say. */
final class StatusEndpoint implements Endpoint {

    private final Api api;

    StatusEndpoint(Api api) {
        this.api = api;
    }

    /** What one instance has said, if it has. */
    private record Said(String instance, Reply reply) {
        boolean known() {
            return reply.status() == 200;
        }
    }

    @Override
    public CompletableFuture<Reply> answer(Context request) {
        Backend backend = api.backend();
        Peers peers = backend.instances().peers();
        List<ProjectionStatus> here =
                backend.queries().apply(peers.onBehalfOf(request)).projections();
        if (Peers.isForwarded(request)) {
            return Reply.json(json(here, List.of())).now();
        }
        List<CompletableFuture<Said>> asked = backend.instances().others().get().stream()
                .map(instance ->
                        peers.forward(request, instance, Map.of()).thenApply(reply -> new Said(instance, reply)))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> Reply.json(
                        sum(here, asked.stream().map(CompletableFuture::join).toList())));
    }

    private static ObjectNode sum(List<ProjectionStatus> here, List<Said> said) {
        Map<String, ProjectionStatus> byName = new TreeMap<>();
        here.forEach(status -> byName.put(name(status), status));
        for (Said each : said) {
            if (each.known()) {
                Json.read(each.reply().body())
                        .withArray("projections")
                        .forEach(json -> byName.merge(name(status(json)), status(json), ProjectionStatus::plus));
            }
        }
        return json(
                List.copyOf(byName.values()),
                said.stream().filter(each -> !each.known()).map(Said::instance).toList());
    }

    private static String name(ProjectionStatus status) {
        return status.name() + " v" + status.version();
    }

    private static ObjectNode json(List<ProjectionStatus> statuses, List<String> silent) {
        ObjectNode body = Json.object();
        ArrayNode projections = body.putArray("projections");
        statuses.forEach(status -> projections.add(json(status)));
        silent.forEach(body.putArray("silentInstances")::add);
        return body;
    }

    private static ObjectNode json(ProjectionStatus status) {
        return Json.object()
                .put("name", status.name())
                .put("version", status.version())
                .put("status", status.state().name())
                .put("lag", status.lag())
                .put("applied", status.applied())
                .put("partitions", status.partitions())
                .put("progress", status.progress());
    }

    private static ProjectionStatus status(JsonNode json) {
        return new ProjectionStatus(
                json.required("name").asText(),
                json.required("version").asInt(),
                ProjectionStatus.State.valueOf(json.required("status").asText()),
                json.required("lag").asLong(),
                json.required("partitions").asInt(),
                json.required("applied").asLong());
    }
}
