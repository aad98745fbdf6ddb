package dev.gregor.app.http.asyncapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.message.MessageHeaders;
import java.util.List;

/** JSON Schemas of the headers of messages. */
final class AsyncApiHeaders {

    private static final List<String> ALWAYS =
            List.of(MessageHeaders.SPEC_VERSION, MessageHeaders.ID, MessageHeaders.TYPE, MessageHeaders.SOURCE);
    private static final List<String> TRACE = List.of(
            MessageHeaders.CORRELATION_ID,
            MessageHeaders.CAUSATION_ID,
            MessageHeaders.TRACE_PARENT,
            MessageHeaders.TRACE_STATE);

    private AsyncApiHeaders() {}

    /** Of any message. */
    static ObjectNode ofMessages() {
        ObjectNode headers = headers(ALWAYS);
        optional(headers, List.of(MessageHeaders.SUBJECT, MessageHeaders.TIME, MessageHeaders.CONTENT_TYPE));
        return optional(headers, TRACE);
    }

    static ObjectNode ofCommands() {
        return optional(
                ofMessages(),
                List.of(
                        MessageHeaders.EXPECTED_VERSION,
                        MessageHeaders.UNLESS_SINCE,
                        MessageHeaders.REPLY_TO,
                        MessageHeaders.ACTOR));
    }

    static ObjectNode ofEvents() {
        ObjectNode headers = headers(ALWAYS);
        required(
                headers,
                List.of(
                        MessageHeaders.SUBJECT,
                        MessageHeaders.TIME,
                        MessageHeaders.CONTENT_TYPE,
                        MessageHeaders.AGGREGATE_VERSION,
                        MessageHeaders.PARTITION_SEQUENCE,
                        MessageHeaders.CORRELATION_ID,
                        MessageHeaders.CAUSATION_ID));
        return optional(
                headers, List.of(MessageHeaders.TRACE_PARENT, MessageHeaders.TRACE_STATE, MessageHeaders.ACTOR));
    }

    static ObjectNode ofStates() {
        ObjectNode headers = headers(ALWAYS);
        required(
                headers,
                List.of(MessageHeaders.SUBJECT, MessageHeaders.CONTENT_TYPE, MessageHeaders.AGGREGATE_VERSION));
        return headers;
    }

    static ObjectNode ofReplies() {
        return optional(
                headers(List.of(MessageHeaders.AGGREGATE_TYPE)),
                List.of(MessageHeaders.ID, MessageHeaders.GATEWAY, MessageHeaders.REPLAYED));
    }

    /** Besides those of the record itself. */
    static ObjectNode ofDeadLetters() {
        return optional(
                headers(List.of(
                        MessageHeaders.ERROR_EXCEPTION,
                        MessageHeaders.ERROR_MESSAGE,
                        MessageHeaders.ERROR_TOPIC,
                        MessageHeaders.ERROR_PARTITION,
                        MessageHeaders.ERROR_OFFSET)),
                List.of(MessageHeaders.ERROR_STACKTRACE, MessageHeaders.LEFT_OUT));
    }

    private static ObjectNode headers(List<String> required) {
        ObjectNode headers = Json.object().put("type", "object");
        headers.putObject("properties");
        headers.putArray("required");
        required(headers, required);
        return headers;
    }

    private static void required(ObjectNode headers, List<String> names) {
        ArrayNode required = headers.withArray("/required");
        names.forEach(required::add);
        optional(headers, names);
    }

    private static ObjectNode optional(ObjectNode headers, List<String> names) {
        ObjectNode properties = headers.withObject("/properties");
        names.forEach(name -> properties.putObject(name).put("type", "string"));
        return headers;
    }
}
