package dev.gregor.projection.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.projection.build.BuildStep.Begin;
import dev.gregor.projection.build.BuildStep.DeclareLess;
import dev.gregor.projection.build.BuildStep.Drop;
import dev.gregor.projection.build.BuildStep.Dropped;
import dev.gregor.projection.build.BuildStep.Pause;
import dev.gregor.projection.build.BuildStep.Ready;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps as JSON: {@code {"step":"ready","build":"2","partition":3}}. */
final class StepJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StepJson() {}

    static String write(BuildStep step) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("step", step.word()).put("build", step.build().toString());
        step.addTo(json);
        return json.toString();
    }

    /**
     * Reads what {@link #write} writes; members that it does not know are ignored.
     *
     * @param at when it was recorded
     * @throws PermanentException if it is no such step
     */
    static BuildStep read(String text, Instant at) {
        try {
            JsonNode json = MAPPER.readTree(text);
            return step(json, BuildId.parse(json.required("build").asText()), at);
        } catch (IOException | RuntimeException e) {
            throw new PermanentException("'" + text + "' is no step of a build: " + e.getMessage(), e);
        }
    }

    private static BuildStep step(JsonNode json, BuildId build, Instant at) {
        String word = json.required("step").asText();
        return switch (word) {
            case "begin" -> new Begin(build, plan(json), at);
            case "ready" -> new Ready(build, json.required("partition").asInt());
            case "declare-less" -> new DeclareLess(build, at);
            case "pause" -> new Pause(build, true);
            case "resume" -> new Pause(build, false);
            case "drop" -> new Drop(build, json.path("serving").asBoolean());
            case "dropped" -> new Dropped(build);
            default -> throw new IllegalArgumentException("unknown step '" + word + "'");
        };
    }

    private static BuildPlan plan(JsonNode json) {
        @Nullable String from = json.path("from").textValue();
        return new BuildPlan(
                json.required("fingerprint").asText(),
                texts(json.path("parts")),
                json.required("partitions").asInt(),
                from == null ? null : Instant.parse(from),
                json.path("code").textValue(),
                json.path("reason").textValue(),
                seals(json));
    }

    private static @Nullable List<String> seals(JsonNode json) {
        return json.has("seals") ? texts(json.path("seals")) : null;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
