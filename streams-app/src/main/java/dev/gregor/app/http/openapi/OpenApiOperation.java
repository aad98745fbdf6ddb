package dev.gregor.app.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Query;
import dev.gregor.app.http.exchange.QueryParameter;
import dev.gregor.command.Command;
import dev.gregor.message.AggregateId;

/** One operation of an OpenAPI description. */
final class OpenApiOperation {

    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";

    private final ObjectNode operation;

    OpenApiOperation(ObjectNode operation) {
        this.operation = operation;
    }

    OpenApiOperation pathParameter(String name, String meaning) {
        parameter("path", name, "string", meaning).put("required", true);
        return this;
    }

    /** The id of an aggregate, in the path. */
    OpenApiOperation id() {
        parameter("path", "id", "string", "Id of the aggregate")
                .put("required", true)
                .withObject("/schema")
                .put("minLength", 1)
                .put("maxLength", AggregateId.MAX_LENGTH);
        return this;
    }

    /** The parameters that the route takes. */
    OpenApiOperation query(Query query) {
        for (QueryParameter parameter : query.parameters()) {
            if (parameter.equals(QueryParameter.AFTER)) {
                header(
                        Positions.HEADER,
                        "Answer only what has come to this position, as a former answer gave it, or to all of several");
            }
            parameter("query", parameter.name(), parameter.type(), parameter.meaning());
        }
        return this;
    }

    OpenApiOperation commandHeaders() {
        header("If-Match", "The expected version in quotes, such as \"7\"");
        header("If-None-Match", "* if the aggregate must not exist");
        header(
                "Gregor-Unless-Since",
                "A version and types of events that must not have happened since, such as 5; user.renamed.v1");
        id("Idempotency-Key", "Id of the command: sent again it has no further effect");
        id("X-Correlation-Id", "What the command belongs to");
        header("traceparent", "W3C Trace Context");
        return this;
    }

    OpenApiOperation messageHeaders() {
        id("Idempotency-Key", "Id of the message, if there is one only");
        id("X-Correlation-Id", "What the messages belong to");
        header("traceparent", "W3C Trace Context");
        return this;
    }

    OpenApiOperation header(String name, String meaning) {
        parameter("header", name, "string", meaning);
        return this;
    }

    private void id(String name, String meaning) {
        parameter("header", name, "string", meaning)
                .withObject("/schema")
                .put("minLength", 1)
                .put("maxLength", Command.MAX_ID_LENGTH);
    }

    private ObjectNode parameter(String in, String name, String type, String meaning) {
        ObjectNode parameter = operation.withArray("/parameters").addObject();
        parameter.put("in", in).put("name", name).put("description", meaning);
        parameter.putObject("schema").put("type", type);
        return parameter;
    }

    OpenApiOperation body(ObjectNode schema, boolean required) {
        ObjectNode body = operation.putObject("requestBody").put("required", required);
        body.putObject("content").putObject(JSON).set("schema", schema);
        return this;
    }

    /** Many of these: an array, or one in each line. */
    OpenApiOperation bodies(ObjectNode schema) {
        many(operation.putObject("requestBody").put("required", true), schema);
        return this;
    }

    /** Many of these: an array, or one in each line. */
    OpenApiOperation answersEach(ObjectNode schema) {
        many(success(), schema);
        return this;
    }

    private static void many(ObjectNode described, ObjectNode schema) {
        ObjectNode content = described.putObject("content");
        content.putObject(JSON)
                .putObject("schema")
                .put("type", "array")
                .put("minItems", 1)
                .set("items", schema);
        content.putObject(LINES).set("schema", schema);
    }

    OpenApiOperation answers(ObjectNode schema, String... headers) {
        ObjectNode response = success();
        for (String header : headers) {
            response.withObject("/headers").putObject(header).put("$ref", "#/components/headers/" + header);
        }
        response.withObject("/content").putObject(JSON).set("schema", schema);
        return this;
    }

    /** The same operation has another form, too. */
    OpenApiOperation answersText(String mediaType) {
        success()
                .withObject("/content")
                .putObject(mediaType)
                .putObject("schema")
                .put("type", "string");
        return this;
    }

    private ObjectNode success() {
        return operation.withObject("/responses/200").put("description", "OK");
    }

    /** One for each status. */
    OpenApiOperation problems(ProblemType... types) {
        for (ProblemType type : types) {
            String status = Integer.toString(type.status());
            operation
                    .withObject("/responses")
                    .putObject(status)
                    .put("$ref", "#/components/responses/" + OpenApiShapes.response(type.status()));
        }
        return this;
    }
}
