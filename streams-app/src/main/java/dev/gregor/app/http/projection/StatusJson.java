package dev.gregor.app.http.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.gateway.BuildStatus;
import dev.gregor.projection.gateway.ProjectionStatus;
import dev.gregor.streams.health.Obstacle;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How read models are doing, as JSON for people and for other instances. */
final class StatusJson {

    private StatusJson() {}

    static ObjectNode write(Collection<ProjectionStatus> statuses, List<String> silent) {
        ObjectNode body = Json.object();
        ArrayNode projections = body.putArray("projections");
        statuses.forEach(status -> projections.add(write(status)));
        silent.forEach(body.putArray("silentInstances")::add);
        return body;
    }

    private static ObjectNode write(ProjectionStatus status) {
        BuildStatus build = status.build();
        Instant from = build.from();
        ObjectNode json = Json.object()
                .put("name", status.name())
                .put("version", status.version())
                .put("status", status.state().name())
                .put("lag", status.lag())
                .put("applied", status.applied())
                .put("partitions", status.partitions())
                .put("progress", status.progress())
                .put("parked", status.parked())
                .put("build", build.id().toString())
                .put("role", build.role().name())
                .put("from", from == null ? null : from.toString());
        json.set("obstacle", obstacle(status.obstacle()));
        if (build.problem() != null) {
            json.put("problem", build.problem());
        }
        return json.set("rebuild", build.complete() ? null : rebuild(status));
    }

    private static @Nullable ObjectNode obstacle(@Nullable Obstacle obstacle) {
        return obstacle == null
                ? null
                : Json.object()
                        .put("reason", obstacle.reason())
                        .put("since", obstacle.since().toString());
    }

    private static ObjectNode rebuild(ProjectionStatus status) {
        ObjectNode json = Json.object()
                .put("applied", status.applied())
                .put("events", status.applied() + status.lag())
                .put("eventsPerSecond", Math.round(status.build().eventsPerSecond()));
        status.secondsLeft().ifPresentOrElse(left -> json.put("secondsLeft", left), () -> json.putNull("secondsLeft"));
        return json;
    }

    /** What another instance has written. */
    static ProjectionStatus read(JsonNode json) {
        return new ProjectionStatus(
                json.required("name").asText(),
                json.required("version").asInt(),
                ProjectionStatus.State.valueOf(json.required("status").asText()),
                json.required("lag").asLong(),
                json.required("partitions").asInt(),
                json.required("applied").asLong(),
                json.required("parked").asInt(),
                build(json),
                obstacle(json.path("obstacle")));
    }

    /** An instance of an earlier version does not report it. */
    private static @Nullable Obstacle obstacle(JsonNode json) {
        return json.isObject()
                ? new Obstacle(
                        json.required("reason").asText(),
                        Instant.parse(json.required("since").asText()))
                : null;
    }

    private static BuildStatus build(JsonNode json) {
        @Nullable String from = json.path("from").textValue();
        return new BuildStatus(
                BuildId.parse(json.required("build").asText()),
                Build.Role.valueOf(json.required("role").asText()),
                from == null ? null : Instant.parse(from),
                json.path("rebuild").isNull(),
                json.path("rebuild").path("eventsPerSecond").asDouble(0),
                json.path("problem").textValue());
    }
}
