package dev.gregor.app.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Query;
import dev.gregor.messaging.envelope.MessageTypes;

/** The operations on schedules. */
final class ScheduleOperations {

    private static final String TAG = "schedules";
    private static final String SCHEDULES = "/api/schedules";
    private static final String SCHEDULE = SCHEDULES + "/{schedule}";

    private ScheduleOperations() {}

    /** Adds schemas of the data to those of the description. */
    static void describe(OpenApi api, MessageTypes types, ObjectNode schemas) {
        api.get(SCHEDULES, TAG, "Messages that are to be delivered, in the order of the bytes of their ids")
                .query(Query.SCHEDULES)
                .answers(OpenApiShapes.reference("Schedules"));
        one(api, "get", "When a message is to be delivered")
                .answers(OpenApiShapes.reference("Schedule"))
                .problems(ProblemType.SCHEDULE_NOT_FOUND);
        one(api, "put", "Schedules a message, in place of what is scheduled under the id")
                .header("X-Correlation-Id", "What the message belongs to")
                .header("traceparent", "W3C Trace Context")
                .body(scheduled(TopicOperations.message(types, schemas)), true)
                .answers(OpenApiShapes.reference("Schedule"))
                .problems(
                        ProblemType.UNKNOWN_TOPIC,
                        ProblemType.TOO_LARGE,
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.MESSAGE_REFUSED);
        one(api, "delete", "Cancels a message: it is not delivered")
                .answers(OpenApiShapes.reference("Cancelled"))
                .problems(ProblemType.SCHEDULE_NOT_FOUND);
    }

    private static OpenApiOperation one(OpenApi api, String method, String summary) {
        return api.operation(method, SCHEDULE, TAG, summary)
                .pathParameter("schedule", "Id of the schedule, percent-encoded")
                .problems(ProblemType.UNAVAILABLE);
    }

    /** The schema of a message, or of each kind, with what says when and where to. */
    private static ObjectNode scheduled(ObjectNode message) {
        if (message.path("anyOf") instanceof ArrayNode kinds) {
            for (JsonNode each : kinds) {
                scheduled((ObjectNode) each);
            }
            return message;
        }
        ObjectNode members = message.withObject("/properties");
        members.remove("id");
        members.putObject("topic").put("type", "string").put("minLength", 1);
        members.putObject("at").put("type", "string").put("format", "date-time");
        members.putObject("delay").put("type", "string").put("format", "duration");
        members.putObject("cron").put("type", "string").put("description", "Five fields as in crontab");
        members.putObject("zone").put("type", "string").put("description", "Time zone of cron, such as Europe/Berlin");
        message.withArray("/required").add("topic");
        ArrayNode times = message.putArray("oneOf");
        times.addObject().putArray("required").add("at");
        times.addObject().putArray("required").add("delay");
        times.addObject().putArray("required").add("cron").add("zone");
        return message;
    }
}
