package dev.gregor.app.http.letter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.json.AvroJson;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.LetterContent;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.LetterGroup;
import dev.gregor.messaging.letter.LetterRequest;
import dev.gregor.messaging.letter.RequestProgress;
import dev.gregor.messaging.letter.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Dead letters as JSON. */
final class LetterJson {

    /** Headers that may give access to something: that they are there is shown, not what they are. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(authorization|cookie|password|passwd|secret|token|api.?key|credential).*");

    /** Headers that say what a message is and where it was, and nothing of what it says. */
    private static final Pattern PLAIN =
            Pattern.compile("(?i)(ce[_-]|gregor-|__streams\\.errors\\.|kafka_).*|content-type|traceparent|tracestate");

    private static final String HIDDEN = "***";

    private LetterJson() {}

    static ObjectNode letter(DeadLetter letter) {
        DeadLetter.Failure failure = letter.failure();
        return Json.object()
                .put("id", letter.id())
                .put("subscription", letter.subscription())
                .put("topic", letter.place().topic())
                .put("partition", letter.place().partition())
                .put("offset", letter.place().offset())
                .put("key", letter.key())
                .put("type", letter.type())
                .put("eventId", letter.eventId())
                .put("correlationId", letter.correlationId())
                .put("exception", failure.exception())
                .put("message", failure.message())
                .put("tries", failure.tries())
                .put("first", failure.first().toString())
                .put("last", failure.last().toString())
                .put("due", letter.due().map(Instant::toString).orElse(null));
    }

    /** All there is of a letter; the value itself only if it cannot be shown as data. */
    static ObjectNode content(LetterContent content, boolean payloads) {
        ObjectNode json = letter(content.letter());
        record(json, content.headers(), content.stackTrace(), payloads);
        value(json, content.data(), content.value(), payloads);
        content.original()
                .ifPresent(original -> value(json.putObject("original"), original.data(), original.value(), payloads));
        return json;
    }

    static void record(ObjectNode json, List<LetterContent.Header> headers, String stackTrace, boolean payloads) {
        ArrayNode all = json.putArray("headers");
        headers.forEach(each ->
                all.addObject().put("name", each.name()).put("value", isShown(each, payloads) ? each.value() : HIDDEN));
        json.put("stackTrace", stackTrace);
    }

    private static boolean isShown(LetterContent.Header header, boolean payloads) {
        boolean secret = SECRET.matcher(header.name()).matches();
        boolean plain = payloads || PLAIN.matcher(header.name()).matches();
        return header.value().isEmpty() || (plain && !secret);
    }

    /**
     * What a record says.
     *
     * @param payloads whether values are shown; without them the names of fields are
     */
    static ObjectNode value(ObjectNode json, Optional<GenericRecord> known, byte @Nullable [] value, boolean payloads) {
        JsonNode data = known.map(LetterJson::data).orElse(NullNode.getInstance());
        json.set("data", payloads ? data : masked(data));
        if (data.isNull()) {
            json.put("value", value);
            if (!payloads && value != null) {
                json.put("value", HIDDEN);
            }
        }
        return json;
    }

    private static JsonNode masked(JsonNode data) {
        if (data instanceof ObjectNode object) {
            ObjectNode all = Json.object();
            object.properties().forEach(each -> all.set(each.getKey(), masked(each.getValue())));
            return all;
        }
        return data.isNull() ? data : TextNode.valueOf(HIDDEN);
    }

    static ObjectNode dryRun(DryRun run) {
        ObjectNode json = Json.object()
                .put("letter", run.letter().id())
                .put("key", run.letter().key())
                .put("result", run.result().name())
                .put("exception", run.exception())
                .put("message", run.message())
                .put("stackTrace", run.stackTrace());
        ArrayNode published = json.putArray("published");
        run.published()
                .forEach(each -> published
                        .addObject()
                        .put("topic", each.topic())
                        .put("key", each.key())
                        .put("type", each.type()));
        return json;
    }

    static ObjectNode audit(AuditEntry entry) {
        return Json.object()
                .put("time", entry.time().toString())
                .put("action", entry.action().name())
                .put("by", entry.by())
                .put("letter", entry.letter())
                .put("request", entry.request())
                .put("reason", entry.reason())
                .put("outcome", entry.outcome().name())
                .put("detail", entry.detail());
    }

    private static JsonNode data(GenericRecord data) {
        try {
            return AvroJson.write(data);
        } catch (RuntimeException | StackOverflowError unshowable) {
            return NullNode.getInstance();
        }
    }

    static ObjectNode group(LetterGroup group) {
        ObjectNode json = Json.object()
                .put("subscription", group.subscription())
                .put("exception", group.exception())
                .put("type", group.type())
                .put("count", group.count())
                .put("first", group.first().toString())
                .put("last", group.last().toString());
        json.set("sample", letter(group.sample()));
        return json;
    }

    static ObjectNode request(RequestProgress progress) {
        LetterRequest request = progress.request();
        ObjectNode json = Json.object()
                .put("request", request.id())
                .put("action", request.action().name())
                .put("by", request.by())
                .put("reason", request.reason())
                .put("perSecond", request.perSecond())
                .put("time", request.time().toString());
        json.set("filter", filter(request.filter()));
        ArrayNode missing = json.putArray("missing");
        progress.missing().forEach(missing::add);
        return json.put("left", progress.left()).put("done", false);
    }

    private static ObjectNode filter(LetterFilter filter) {
        ObjectNode json = Json.object()
                .put("id", filter.id())
                .put("subscription", filter.subscription())
                .put("exception", filter.exception())
                .put("type", filter.type())
                .put("key", filter.key())
                .put("topic", filter.topic());
        json.properties().removeIf(each -> each.getValue().isNull());
        return json;
    }
}
