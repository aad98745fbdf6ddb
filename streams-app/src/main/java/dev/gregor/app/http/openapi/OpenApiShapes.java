package dev.gregor.app.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.ProblemType;

/** The parts of an OpenAPI description that hang on no domain. */
final class OpenApiShapes {

    private OpenApiShapes() {}

    /** The schemas and headers of a description, to be added to. */
    static ObjectNode components() {
        ObjectNode components = (ObjectNode) Json.read(Resources.bytes("/openapi-shapes.json"));
        ArrayNode types = components.withArray("/schemas/Problem/properties/type/enum");
        for (ProblemType type : ProblemType.values()) {
            types.add(type.uri());
        }
        return components;
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
}
