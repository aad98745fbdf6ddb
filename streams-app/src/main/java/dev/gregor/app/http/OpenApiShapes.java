package dev.gregor.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The parts of an OpenAPI description that hang on no domain. */
final class OpenApiShapes {

    private OpenApiShapes() {}

    static void add(ObjectNode schemas) {
        schemas.set("Accepted", accepted());
        schemas.set("Events", events());
        schemas.set("Projections", projections());
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
        ObjectNode projection = closed("name", "version", "status", "lag", "applied", "partitions", "progress");
        string(projection, "name");
        property(projection, "version").put("type", "integer");
        string(projection, "status");
        property(projection, "lag").put("type", "integer").put("format", "int64");
        property(projection, "applied").put("type", "integer").put("format", "int64");
        property(projection, "partitions").put("type", "integer");
        property(projection, "progress").put("type", "number");
        ObjectNode schema = closed("projections", "silentInstances");
        property(schema, "projections").put("type", "array").set("items", projection);
        property(schema, "silentInstances")
                .put("type", "array")
                .put("description", "Instances that did not answer, and are not in the sums")
                .set("items", Json.object().put("type", "string"));
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
