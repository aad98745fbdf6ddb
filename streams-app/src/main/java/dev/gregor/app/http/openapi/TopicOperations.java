package dev.gregor.app.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.json.AvroJsonSchema;
import dev.gregor.message.AggregateId;
import dev.gregor.messaging.envelope.MessageTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** The operation that publishes messages. */
final class TopicOperations {

    private static final String ANY_OF = "anyOf";

    private TopicOperations() {}

    /** Adds schemas of the data to those of the description. */
    static void describe(OpenApi api, MessageTypes types, ObjectNode schemas) {
        ObjectNode message = message(types, schemas);
        api.operation("post", "/api/topics/{topic}", "messages", "Publishes a message, or several in one transaction")
                .pathParameter("topic", "A topic that is not the application's own")
                .messageHeaders()
                .body(oneOrMany(message), true)
                .answers(oneOrMany(OpenApiShapes.reference("Published")))
                .problems(
                        ProblemType.UNKNOWN_TOPIC,
                        ProblemType.TOO_LARGE,
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.MESSAGE_REFUSED,
                        ProblemType.UNAVAILABLE);
    }

    /** The schema of a message, or of each kind that there is. */
    static ObjectNode message(MessageTypes types, ObjectNode schemas) {
        if (types.classes().isEmpty()) {
            return message("the types that the application publishes: none", OpenApiShapes.anything());
        }
        ObjectNode message = Json.object();
        types.classes()
                .forEach((type, data) ->
                        message.withArray("/" + ANY_OF).add(message(type, AvroJsonSchema.into(schemas, schema(data)))));
        return message;
    }

    private static Schema schema(Class<?> data) {
        return SpecificData.get().getSchema(data);
    }

    private static ObjectNode oneOrMany(ObjectNode one) {
        ObjectNode schema = Json.object();
        schema.putArray(ANY_OF)
                .add(one)
                .addObject()
                .put("type", "array")
                .put("minItems", 1)
                .set("items", one.deepCopy());
        return schema;
    }

    private static ObjectNode message(String type, ObjectNode data) {
        ObjectNode schema = OpenApiShapes.closed("type", "key", "data");
        ObjectNode members = schema.withObject("/properties");
        members.withObject("/type").put("const", type);
        text(members.withObject("/key"));
        members.set("data", data);
        text(members.withObject("/id"))
                .put(
                        "description",
                        "Subscribers pass over a message whose id they have seen; a new one if there is none");
        members.withObject("/headers")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("type", "string");
        return schema;
    }

    private static ObjectNode text(ObjectNode member) {
        return member.put("type", "string").put("minLength", 1).put("maxLength", AggregateId.MAX_LENGTH);
    }
}
