package dev.gregor.app.http.topic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.Tenant;
import dev.gregor.app.http.aggregate.HeaderLines;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Members;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.command.Command;
import dev.gregor.json.AvroJson;
import dev.gregor.json.Excerpt;
import dev.gregor.json.InvalidFieldException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.RandomId;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.OutgoingMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Makes messages of JSON. Throws a {@link Problem} for what is not as it has to be. */
record MessageReader(MessageTypes types) {

    private static final List<String> MEMBERS = List.of("type", "key", "id", "headers", "data");
    private static final List<String> SCHEDULE_MEMBERS = Stream.concat(
                    Stream.of("topic", "type", "key", "headers", "data"), ScheduleTime.MEMBERS.stream())
            .toList();
    private static final List<String> OWN_PREFIXES = List.of("ce_", "gregor-", "__");
    private static final List<String> OWN_HEADERS =
            List.of(MessageHeaders.CONTENT_TYPE, MessageHeaders.TRACE_PARENT, MessageHeaders.TRACE_STATE);
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** The message of a request for one, whose id may be in its header. */
    OutgoingMessage one(String topic, JsonNode json, HeaderLines headers, Caller caller) {
        @Nullable String id = headers.one(IDEMPOTENCY_KEY);
        return message(topic, json, id == null ? RandomId.next() : requireId(IDEMPOTENCY_KEY, id), caller);
    }

    /** The messages of an array. */
    List<OutgoingMessage> many(String topic, JsonNode array, HeaderLines headers, Caller caller) {
        String id = headers.first(IDEMPOTENCY_KEY);
        if (id != null) {
            throw Problem.invalid(IDEMPOTENCY_KEY, id, "the id of each message in the message");
        }
        if (array.isEmpty()) {
            throw Problem.invalid("The array", "[]", "at least one message");
        }
        return IntStream.range(0, array.size())
                .mapToObj(index -> at(topic, array, index, caller))
                .toList();
    }

    private OutgoingMessage at(String topic, JsonNode array, int index, Caller caller) {
        try {
            return message(topic, array.get(index), RandomId.next(), caller);
        } catch (Problem e) {
            throw e.with(json -> json.put("index", index));
        }
    }

    private OutgoingMessage message(String topic, JsonNode json, String newId, Caller caller) {
        Members.requireObject("The message", json, MEMBERS);
        OutgoingMessage message = message(topic, json, caller);
        return message.withId(json.has("id") ? requireId("id", Members.text(json, "id")) : newId);
    }

    /** The message that a request has scheduled, whose id its schedule gives it. */
    OutgoingMessage scheduled(JsonNode json, Caller caller) {
        Members.requireObject("The schedule", json, SCHEDULE_MEMBERS);
        String topic = Members.text(json, "topic");
        if (!caller.rights().allowsTopic(topic)) {
            throw caller.refused("schedule a message for topic '%s'".formatted(Excerpt.of(topic)));
        }
        return message(topic, json, caller);
    }

    private OutgoingMessage message(String topic, JsonNode json, Caller caller) {
        SpecificRecord data = data(type(Members.text(json, "type")), json.path("data"));
        String key = Params.aggregateId("key", Members.text(json, "key"));
        return new OutgoingMessage(topic, key, data, RandomId.next(), headers(json.path("headers"), caller));
    }

    private Class<? extends SpecificRecord> type(String type) {
        Map<String, Class<? extends SpecificRecord>> known = types.classes();
        Class<? extends SpecificRecord> found = known.get(type);
        if (found == null) {
            throw Problem.invalid(
                    "type",
                    type,
                    known.isEmpty()
                            ? "a type that the application publishes, and it publishes none"
                            : "one of: " + String.join(", ", known.keySet()));
        }
        return found;
    }

    private static SpecificRecord data(Class<? extends SpecificRecord> type, JsonNode data) {
        try {
            return AvroJson.read(type, data.isMissingNode() ? Json.object() : data);
        } catch (InvalidFieldException e) {
            throw Problem.invalid(e);
        }
    }

    private static Map<String, String> headers(JsonNode json, Caller caller) {
        Members.requireTexts("headers", json);
        Map<String, String> headers = new HashMap<>();
        json.fieldNames().forEachRemaining(name -> headers.put(requireOther(name), Members.text(json, name)));
        if (caller.name() != null) {
            headers.put(MessageHeaders.ACTOR, caller.name());
        }
        Tenant.Header tenant = caller.tenant().header();
        return tenant == null ? headers : of(tenant, headers, caller);
    }

    private static Map<String, String> of(Tenant.Header tenant, Map<String, String> headers, Caller caller) {
        Map<String, String> own = new HashMap<>();
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase(tenant.name())) {
                own.put(name, value);
            } else if (!value.equals(tenant.value())) {
                throw caller.refused("publish a message with the header '%s: %s'".formatted(name, Excerpt.of(value)));
            }
        });
        own.put(tenant.name(), tenant.value());
        return own;
    }

    /** Those that say what a message is, or who sent it, are not the caller's to set. */
    private static String requireOther(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        if (OWN_HEADERS.contains(name) || OWN_PREFIXES.stream().anyMatch(name::startsWith)) {
            throw Problem.invalid(
                    "headers", header, "other headers than ce_..., gregor-..., __..., content-type and traces");
        }
        return header;
    }

    private static String requireId(String name, String id) {
        if (id.isBlank() || id.length() > Command.MAX_ID_LENGTH) {
            throw Problem.invalid(name, id, "1 to " + Command.MAX_ID_LENGTH + " characters");
        }
        return id;
    }
}
