package dev.gregor.app.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.ProblemType;

/** The parts of an OpenAPI description that hang on no domain. */
final class OpenApiShapes {

    private OpenApiShapes() {}

    static void add(ObjectNode schemas) {
        schemas.set("Accepted", accepted());
        schemas.set("Events", events());
        schemas.set("Projections", projections());
        schemas.set("Parked", parked());
        schemas.set("ParkingAnswer", parkingAnswer());
        schemas.set("Builds", builds());
        schemas.set("Problem", problem());
    }

    private static ObjectNode accepted() {
        ObjectNode schema = closed("aggregateId", "version", "events", "replayed");
        string(schema, "aggregateId");
        version(schema, "version");
        property(schema, "replayed").put("type", "boolean");
        ObjectNode event = closed("id", "type", "version");
        string(event, "id");
        string(event, "type");
        version(event, "version");
        property(schema, "events").put("type", "array").set("items", event);
        return schema;
    }

    private static ObjectNode events() {
        ObjectNode event = closed("id", "type", "version", "time", "correlationId", "causationId", "data");
        string(event, "id");
        string(event, "type");
        version(event, "version");
        string(event, "time").put("format", "date-time");
        string(event, "correlationId");
        string(event, "causationId");
        property(event, "data").put("type", "object");
        ObjectNode schema = closed("events", "next");
        property(schema, "events").put("type", "array").set("items", event);
        schema.withObject("/properties").set("next", nullable("integer"));
        return schema;
    }

    private static ObjectNode projections() {
        ObjectNode projection = closed(
                "name",
                "version",
                "status",
                "lag",
                "applied",
                "partitions",
                "progress",
                "parked",
                "build",
                "role",
                "from",
                "rebuild");
        string(projection, "name");
        property(projection, "version").put("type", "integer");
        string(projection, "status");
        property(projection, "lag").put("type", "integer").put("format", "int64");
        property(projection, "applied").put("type", "integer").put("format", "int64");
        property(projection, "partitions").put("type", "integer");
        property(projection, "progress").put("type", "number");
        property(projection, "parked").put("type", "integer");
        string(projection, "build");
        string(projection, "role");
        projection.withObject("/properties").set("from", nullable("string"));
        property(projection, "problem").put("type", "string");
        projection.withObject("/properties").set("rebuild", rebuild());
        ObjectNode schema = closed("projections", "silentInstances");
        property(schema, "projections").put("type", "array").set("items", projection);
        silentInstances(schema, "Instances that did not answer, and are not in the sums");
        return schema;
    }

    private static void silentInstances(ObjectNode schema, String description) {
        property(schema, "silentInstances")
                .put("type", "array")
                .put("description", description)
                .set("items", Json.object().put("type", "string"));
    }

    private static ObjectNode parked() {
        ObjectNode key = closed("key", "partition", "event", "type", "reason", "tries", "since", "events");
        string(key, "key");
        property(key, "partition").put("type", "integer");
        string(key, "event");
        string(key, "type");
        string(key, "reason");
        property(key, "tries").put("type", "integer");
        string(key, "since").put("format", "date-time");
        property(key, "events").put("type", "integer");
        ObjectNode schema = closed("parked", "silentInstances");
        property(schema, "parked").put("type", "array").set("items", key);
        silentInstances(schema, "Instances that did not answer, and whose events are missing");
        return schema;
    }

    private static ObjectNode parkingAnswer() {
        ObjectNode schema = closed("key", "applied", "discarded", "parked");
        string(schema, "key");
        property(schema, "applied").put("type", "integer");
        property(schema, "discarded").put("type", "integer");
        property(schema, "parked").put("type", "integer");
        property(schema, "reason").put("type", "string");
        return schema;
    }

    private static ObjectNode rebuild() {
        ObjectNode schema = closed("applied", "events", "eventsPerSecond", "secondsLeft");
        schema.putArray("type").add("object").add("null");
        property(schema, "applied").put("type", "integer").put("format", "int64");
        property(schema, "events").put("type", "integer").put("format", "int64");
        property(schema, "eventsPerSecond").put("type", "integer").put("format", "int64");
        schema.withObject("/properties").set("secondsLeft", nullable("integer"));
        return schema;
    }

    private static ObjectNode builds() {
        ObjectNode build = closed("build", "version", "role", "paused", "from");
        string(build, "build");
        property(build, "version").put("type", "integer");
        string(build, "role");
        property(build, "paused").put("type", "boolean");
        build.withObject("/properties").set("from", nullable("string"));
        ObjectNode schema = closed("name", "builds");
        string(schema, "name");
        property(schema, "builds").put("type", "array").set("items", build);
        return schema;
    }

    private static ObjectNode problem() {
        ObjectNode schema = Json.object().put("type", "object").put("description", "RFC 9457");
        ArrayNode types = string(schema, "type").putArray("enum");
        for (ProblemType type : ProblemType.values()) {
            types.add(type.uri());
        }
        string(schema, "title");
        property(schema, "status").put("type", "integer");
        string(schema, "detail");
        schema.putArray("required").add("type").add("title").add("status").add("detail");
        return schema;
    }

    /** A response for each status of a problem. */
    static ObjectNode problems() {
        ObjectNode responses = Json.object();
        for (ProblemType type : ProblemType.values()) {
            ObjectNode response = responses.withObject("/" + response(type.status()));
            String before = response.path("description").asText();
            response.put("description", before.isEmpty() ? type.uri() : before + ", " + type.uri());
            response.withObject("/content")
                    .putObject("application/problem+json")
                    .set("schema", reference("Problem"));
        }
        return responses;
    }

    static String response(int status) {
        return "Problem" + status;
    }

    static ObjectNode headers() {
        ObjectNode headers = Json.object();
        header(headers, "ETag", "The version in quotes");
        header(headers, "Gregor-Position", "What a query sends back to see the effect of this command");
        return headers;
    }

    private static void header(ObjectNode headers, String name, String meaning) {
        headers.putObject(name).put("description", meaning).putObject("schema").put("type", "string");
    }

    /** An object with these members and no others. */
    static ObjectNode closed(String... required) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode names = schema.putArray("required");
        for (String name : required) {
            names.add(name);
            properties.putObject(name);
        }
        return schema.put("additionalProperties", false);
    }

    static ObjectNode nullable(String type) {
        ObjectNode schema = Json.object();
        schema.putArray("type").add(type).add("null");
        return schema;
    }

    static ObjectNode anything() {
        return Json.object().put("type", "object");
    }

    static ObjectNode reference(String schema) {
        return Json.object().put("$ref", "#/components/schemas/" + schema);
    }

    /** The JSON Pointer (RFC 6901) of a member with this name. */
    static String pointer(String name) {
        return '/' + name.replace("~", "~0").replace("/", "~1");
    }

    private static ObjectNode property(ObjectNode schema, String name) {
        return schema.withObject("/properties").putObject(name);
    }

    private static ObjectNode string(ObjectNode schema, String name) {
        return property(schema, name).put("type", "string");
    }

    private static void version(ObjectNode schema, String name) {
        property(schema, name).put("type", "integer").put("format", "int64");
    }
}
